"""What the protocol and notebooks offer beyond running code, on the real runtime."""

import os

import pytest


def shell_reply(front, message):
    while True:
        answer = front.client.get_shell_msg(timeout=20)
        if answer["parent_header"].get("msg_id") == message:
            return answer["content"]


def completions(front, code):
    return shell_reply(front, front.client.complete(code))["matches"]


def printed(front, code):
    reply, outputs = front.run(code)
    assert reply["status"] == "ok", reply
    return "".join(content["text"] for kind, content in outputs if kind == "stream")


def refused(front, code):
    reply, _ = front.run(code)
    assert (reply["status"], reply["ename"]) == ("error", "UsageError"), reply
    return reply["evalue"]


def test_silent_cells_publish_nothing_and_count_nothing(front):
    before = front.run("0")[0]["execution_count"]
    reply, outputs = front.run("print('x')\n5", silent=True)
    assert (reply["status"], outputs) == ("ok", [])
    reply, outputs = front.run("print('x')", store_history=False)
    assert reply["execution_count"] == before
    assert [content["text"] for _, content in outputs] == ["x\n"]


def test_user_expressions_are_evaluated_after_the_cell(front):
    reply, _ = front.run("a = 5", user_expressions={"double": "a * 2", "wrong": "1 / 0"})
    assert reply["user_expressions"]["double"]["data"]["text/plain"] == "10"
    assert reply["user_expressions"]["wrong"]["ename"] == "ZeroDivisionError"


def test_displays_are_updated_and_cleared(front):
    _, outputs = front.run("h = display(1, display_id='d')\nh.update(2)\nfrom IPython.display import clear_output\nclear_output(wait=True)\ndisplay(3)")
    assert [kind for kind, _ in outputs] == ["display_data", "update_display_data", "clear_output", "display_data"]
    assert outputs[0][1]["transient"] == outputs[1][1]["transient"] == {"display_id": "d"}
    assert outputs[2][1] == {"wait": True}


def test_a_class_shows_itself_in_many_forms(front):
    code = (
        "class A:\n    def _repr_html_(self): return '<b>a</b>'\n    def _repr_png_(self): return b'\\x89PNG', {'width': 3}\n"
        "    def _repr_mimebundle_(self, include=None, exclude=None): return {'application/x': 1}\n    def __repr__(self): return 'A'\nA()"
    )
    _, outputs = front.run(code)
    content = outputs[-1][1]
    assert content["data"] == {"application/x": 1, "text/html": "<b>a</b>", "image/png": "iVBORw==", "text/plain": "A"}
    assert content["metadata"] == {"image/png": {"width": 3}}


def test_a_semicolon_at_the_end_hides_the_value(front):
    assert front.run("6 * 7;")[1] == []
    assert front.value("_") == "42"


def test_text_that_is_no_unicode_can_still_be_saved(front):
    assert printed(front, "print('a\\ud800b')") == "a\ufffdb\n"


def test_an_object_may_show_itself(front):
    code = "class A:\n    def _ipython_display_(self): print('by itself')\na = A()\na"
    _, outputs = front.run(code)
    assert [(kind, content["text"]) for kind, content in outputs] == [("stream", "by itself\n")]
    assert printed(front, "display(a)") == "by itself\n"


def test_the_names_of_ipython_display_exist(front):
    """All those of IPython itself, which lies beside this kernel for others to use."""
    import types

    import IPython.display as theirs

    names = [name for name, value in vars(theirs).items() if not name.startswith("_") and not isinstance(value, types.ModuleType)]
    assert {"display", "HTML", "Image", "FileLinks"} <= set(names)
    assert front.value(f"import IPython.display as d\n[name for name in {names} if not hasattr(d, name)]") == "[]"


def test_ipython_display_is_a_module_by_every_way_of_import(front):
    code = "from IPython import display as a\nimport IPython.display as b\nimport IPython\na is b is IPython.display, a.display is display"
    assert front.value(code) == "(True, True)"


def shown(front, code):
    reply, outputs = front.run("from IPython.display import *\n" + code)
    assert reply["status"] == "ok", reply
    return outputs[-1][1]["data"]


def test_kinds_of_content_have_their_forms(front, tmp_path):
    assert shown(front, "HTML('<i>x</i>')")["text/html"] == "<i>x</i>"
    assert shown(front, "Markdown('*x*')")["text/markdown"] == "*x*"
    assert shown(front, "Math('x')")["text/latex"] == "$\\displaystyle x$"
    assert shown(front, "SVG('<?xml?><svg></svg>')")["image/svg+xml"] == "<svg></svg>"
    assert shown(front, "JSON({'a': [1, None]})")["application/json"] == {"a": [1, None]}
    assert shown(front, "Javascript('1')")["application/javascript"] == "1"
    assert shown(front, "Image(b'\\x89PNG1234', width=3)")["image/png"].startswith("iVBOR")
    assert "data:audio/wav;base64,UklGR" in shown(front, "Audio([0, 1, -1, 0.5], rate=8000)")["text/html"]
    assert 'src="https://player.vimeo.com/video/1"' in shown(front, "VimeoVideo('1')")["text/html"]
    (tmp_path / "a.txt").write_text("")
    link = shown(front, f"FileLinks({str(tmp_path)!r})")
    assert link["text/html"].startswith('<a href="') and link["text/plain"] == str(tmp_path / "a.txt")
    assert "`" * 3 + "python" in shown(front, "Code('x = 1')")["text/markdown"]
    assert shown(front, "list(ProgressBar(2))[0]\ndisplay_html('<b>', raw=True)")["text/html"] == "<b>"


def test_magics_for_variables_files_and_folders(new_front, tmp_path):
    front = new_front()
    front.run("import math\nname = 'Larry'\nnumbers = list(range(100))")
    assert printed(front, "%whos").splitlines() == ["Variable  Type  Value", "name      str   'Larry'", "numbers   list  100 items"]
    assert printed(front, "%whos dict") == "There are no such variables.\n"
    assert printed(front, f"%cd {tmp_path}").strip() == str(tmp_path)
    assert printed(front, "%%writefile part.txt\n%not a magic\n{name}") == "Wrote part.txt\n"
    assert printed(front, "%%writefile -a part.txt\nmore") == "Appended to part.txt\n"
    assert (tmp_path / "part.txt").read_text() == "%not a magic\n{name}\nmore\n"
    assert "wants a file" in refused(front, "%%writefile\nx")
    (tmp_path / "deeper").mkdir()
    assert printed(front, "%cd deeper").strip() == str(tmp_path / "deeper")
    assert printed(front, "%cd -").strip() == str(tmp_path)
    assert printed(front, "%cd -").strip() == str(tmp_path / "deeper")
    assert printed(front, "%ls ..").split() == ["deeper/", "part.txt"]


def test_cells_that_are_not_python(front):
    assert printed(front, "%%bash\nset -e\nfor i in 1 2; do echo \"$i {x}\"; done") == "1 {x}\n2 {x}\n"
    assert "status 3" in refused(front, "%%sh\nexit 3")
    _, outputs = front.run("%%html\n<b>it's</b>")
    assert outputs[-1][1]["data"]["text/html"] == "<b>it's</b>"
    _, outputs = front.run("%%markdown\n# {title}")
    assert outputs[-1][1]["data"]["text/markdown"] == "# {title}"


def test_timeit_gives_its_result_if_asked(front):
    assert front.value("r = %timeit -n 3 -r2 -q -o 1 + 1\n(r.loops, r.repeat, len(r.timings), 0 < r.best <= r.average <= r.worst)") == "(3, 2, 2, True)"
    assert "does not know the option -z" in refused(front, "%timeit -z 1")
    assert "cannot be installed" in refused(front, "%pip install numpy")


def test_help_and_odd_objects(front):
    assert "Help on built-in function len" in printed(front, "help(len)")
    front.run("class Odd:\n    def __getattr__(self, name): raise RuntimeError(name)\n    def __repr__(self): raise ValueError\nodd = Odd()")
    reply, _ = front.run("odd?")
    assert reply["status"] == "ok" and "<its repr raises ValueError>" in reply["payload"][0]["data"]["text/plain"]
    front.run("class Any:\n    def __getattr__(self, name): return self\n    def __call__(self, *a): return self\nany_ = Any()")
    assert front.run("any_?")[0]["status"] == "ok"
    assert front.run("any_??")[0]["status"] == "ok"
    assert "Odd" in printed(front, "help(odd)")


def test_completion_knows_the_live_namespace(front, tmp_path):
    front.run("import math\nbook = {'title': 1, 'tide': 2}\ndef greet(name, *, loud=False): pass")
    assert "math.factorial" in completions(front, "math.fact")
    assert completions(front, "book['ti") == ["title", "tide"]
    assert completions(front, "greet(lo")[0] == "loud="
    assert completions(front, "sorted(book, ke") == ["key="]
    assert completions(front, "open('a', enc")[0] == "encoding="
    assert "gilectomy" in completions(front, "import gilec")
    assert completions(front, "whil") == ["while"]
    (tmp_path / "some file.txt").write_text("")
    assert completions(front, f"open('{tmp_path}/some") == [f"{tmp_path}/some file.txt"]
    assert "%timeit" in completions(front, "%timei")


def test_inspection_shows_signature_documentation_and_source(front):
    front.run('def greet(name, /, *, loud=False):\n    """Say hello."""\n    return name\n')
    text = shell_reply(front, front.client.inspect("greet(", 6))["data"]["text/plain"]
    assert "greet(name, /, *, loud=False)" in text and "Say hello." in text
    assert "return name" in shell_reply(front, front.client.inspect("greet", 5, detail_level=1))["data"]["text/plain"]
    reply, _ = front.run("greet??")
    assert reply["payload"][0]["source"] == "page"
    assert "return name" in reply["payload"][0]["data"]["text/plain"]
    assert shell_reply(front, front.client.inspect("nothing_here", 5))["found"] is False


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("print", ["print(*values, sep=' ', end='\\n', file=None, flush=False)", "standard output"]),
        ("dict", ["dict(mapping_or_pairs=(), /, **items)", "keeps the order"]),
        ("str.split", ["str.split(sep=None, maxsplit=-1)", "between separators"]),
        ("bytes.find", ["bytes.find(sub, start=0, end=..., /)", "-1 where it does not"]),
        ("math.sin", ["built-in function sin"]),
    ],
)
def test_inspection_knows_the_built_ins(front, name, parts):
    front.run("import math")
    data = shell_reply(front, front.client.inspect(name, len(name)))["data"]
    assert all(part in data.get("text/plain", "") for part in parts)


def test_is_complete_gives_the_indent(front):
    assert shell_reply(front, front.client.is_complete("if x:\n    for y in z:")) == {"status": "incomplete", "indent": "        "}


def test_comms_go_both_ways(front):
    front.run(
        "from comm import get_comm_manager\ntaken = []\n"
        "def opened(comm, message):\n    comm.on_msg(lambda m: (taken.append(m['content']['data']), comm.send({'back': m['content']['data']['x'] + 1})))\n"
        "get_comm_manager().register_target('test', opened)"
    )
    session, shell = front.client.session, front.client.shell_channel
    message = session.msg("comm_open", {"comm_id": "c1", "target_name": "test", "data": {}})
    shell.send(message)
    assert front.outputs(message["header"]["msg_id"]) == []
    assert shell_reply(front, front.client.comm_info())["comms"] == {"c1": {"target_name": "test"}}
    message = session.msg("comm_msg", {"comm_id": "c1", "data": {"x": 4}})
    shell.send(message)
    outputs = front.outputs(message["header"]["msg_id"])
    assert [(kind, content["data"]) for kind, content in outputs] == [("comm_msg", {"back": 5})]
    assert front.value("taken") == "[{'x': 4}]"
    stranger = session.msg("comm_open", {"comm_id": "c2", "target_name": "nobody", "data": {}})
    shell.send(stranger)
    assert [kind for kind, _ in front.outputs(stranger["header"]["msg_id"])] == ["comm_close"]


def test_comms_close_with_the_runtime(new_front):
    front = new_front()
    front.run("from comm import create_comm\nc = create_comm(target_name='mine')")
    assert len(shell_reply(front, front.client.comm_info())["comms"]) == 1
    front.run("%design gil")
    assert shell_reply(front, front.client.comm_info())["comms"] == {}


def test_python_opens_comms_too(front):
    _, outputs = front.run("from comm import create_comm\nc = create_comm(target_name='mine', data={'a': 1})\nc.send({'b': 2}, buffers=[b'xyz'])\nc.close()")
    assert [(kind, content["data"]) for kind, content in outputs] == [("comm_open", {"a": 1}), ("comm_msg", {"b": 2}), ("comm_close", {})]


def test_history_outlives_a_kernel(new_front):
    first = new_front()
    first.run("remembered = 'by the next'")
    first.manager.shutdown_kernel()
    second = new_front()
    history = shell_reply(second, second.client.history(raw=True, output=False, hist_access_type="search", pattern="remembered*", n=5))["history"]
    assert history[-1][2] == "remembered = 'by the next'"


def test_the_shell_is_at_hand(front, tmp_path):
    assert printed(front, "!echo out; echo err >&2") in ("out\nerr\n", "err\nout\n")
    assert front.value("word = 'hi'\nlines = !printf '%s\\n' $word {1 + 1}\nlines") == "['hi', '2']"
    front.run("!exit 3")
    assert front.value("_exit_code") == "3"


def test_folders_files_and_variables(front, tmp_path):
    before = front.value("%pwd")
    (tmp_path / "program.py").write_text("import sys\nprint(sys.argv[1:], __name__)\nleft = 9\n")
    assert printed(front, f"%cd {tmp_path}").strip() == str(tmp_path)
    assert printed(front, "%ls").split() == ["program.py"]
    assert printed(front, "%run program.py a b") == "['a', 'b'] __main__\n"
    assert front.value("left") == "9"
    assert "No such file" in refused(front, "%run none.py") or "no such file" in refused(front, "%run none.py")
    assert printed(front, "%env GILECTOMY_TEST=5") == "env: GILECTOMY_TEST=5\n"
    assert printed(front, "!echo $GILECTOMY_TEST") == "5\n"
    front.run(f"%cd {before[1:-1]}")


def test_environment_and_folder_are_one_for_python_magics_and_programs(new_front, tmp_path):
    front = new_front(env={**os.environ, "LAB_START": "before"})
    assert front.value("import os\nos.environ['LAB_START']") == "'before'"
    front.run("%env LAB_MAGIC=by magic")
    assert front.value("os.getenv('LAB_MAGIC')") == "'by magic'"
    front.run("os.environ['LAB_PYTHON'] = 'by python'")
    assert printed(front, "!echo $LAB_PYTHON") == "by python\n"
    assert front.value("%env LAB_PYTHON") == "'by python'"
    assert "LAB_MAGIC" in front.value("%env")
    front.run("del os.environ['LAB_PYTHON']")
    assert printed(front, "!echo \"[$LAB_PYTHON]\"") == "[]\n"
    # Other runtimes of this kernel are in the same process.
    front.run("%design gil")
    assert front.value("import os\nos.environ['LAB_MAGIC']") == "'by magic'"

    folder = tmp_path / "a folder"
    folder.mkdir()
    (folder / "here.txt").write_text("found")
    front.run(f"%cd {folder}")
    assert front.value("os.getcwd(), open('here.txt').read(), os.listdir()") == str((str(folder), "found", ["here.txt"]))
    assert printed(front, "!pwd") == f"{folder}\n"
    front.run("os.chdir('..')")
    assert front.value("%pwd") == repr(str(tmp_path))
    assert printed(front, "!pwd") == f"{tmp_path}\n"
    assert front.run("open('here.txt')")[0]["ename"] == "FileNotFoundError"
    assert "No such file" in refused(front, "%cd nowhere")
    # A module of the folder is found there, by import and by completion, also one that is newer than the kernel.
    assert completions(front, "import lab_mod") == []
    (tmp_path / "lab_module.py").write_text("inside = 3\n")
    assert completions(front, "import lab_mod") == ["lab_module"]
    assert front.value("import lab_module\nlab_module.inside") == "3"


def test_timing(front):
    assert "Wall time: " in printed(front, "%time sum(range(10))")
    assert "Wall time: " in printed(front, "%%time\nx = 1\nx")
    assert "per loop" in printed(front, "%timeit -n 10 -r 2 1 + 1")
    assert "10 loops each" in printed(front, "%%timeit -n 10 -r 2\ny = 1\ny += 1")


def test_capture(front):
    assert printed(front, "%%capture kept\nprint('a')\ndisplay(5)") == ""
    assert front.value("kept.stdout, len(kept.outputs)") == "('a\\n', 1)"
    reply, _ = front.run("%%capture\n1 / 0")
    assert reply["ename"] == "ZeroDivisionError"
    assert printed(front, "print('shown')") == "shown\n"


def test_who_and_reset(new_front):
    front = new_front()
    front.run("one = 1\ntwo = 'x'")
    assert printed(front, "%who").split() == ["one", "two"]
    assert printed(front, "%who str").split() == ["two"]
    front.run("%reset")
    assert front.run("one")[0]["ename"] == "NameError"


def test_designs_and_threads_start_the_runtime_anew(new_front):
    front = new_front()
    front.run("x = 1")
    assert "gilectomy" in printed(front, "%design gilectomy\nimport _host\nprint(_host.design)").split()[-1]
    assert front.run("x")[0]["ename"] == "NameError"
    assert "At most 2 Python threads" in printed(front, "%threads 2\n%threads")
    assert "at the head of a cell" in refused(front, "1\n%design gil")


@pytest.mark.parametrize("code", ["%nothing", "%%nothing\nx", "%design none", "%threads x", "%time", "%%scale --wrong 1\nx"])
def test_what_makes_no_sense_is_refused_by_name(front, code):
    assert refused(front, code)


def test_experiments_of_a_cell(front):
    reply, outputs = front.run("%%scale --threads 1 --designs biased --repeat 1\ns = 0\nfor i in range(1000):\n    s += i")
    assert reply["status"] == "ok", reply
    assert "application/vnd.vegalite.v5+json" in outputs[-1][1]["data"]
    reply, outputs = front.run("%%trace --threads 2\ns = 0\nfor i in range(1000):\n    s += i")
    assert reply["status"] == "ok", reply
    assert "image/svg+xml" in outputs[-1][1]["data"]


def test_debugging_and_subshells_are_refused(front):
    session, control = front.client.session, front.client.control_channel
    for kind, content in [("debug_request", {"type": "request", "seq": 1, "command": "initialize"}), ("create_subshell_request", {})]:
        message = session.msg(kind, content)
        control.send(message)
        assert front.client.get_control_msg(timeout=10)["content"]["status"] == "error"
