# lab only
"""The hash and the UTF-8 of strs, which are computed when first asked for, asked for by four threads at once."""
from together import rounds, together

N = rounds(600, 12)
# Made here, so that no thread has asked yet.
texts = ['text é %d €' % k for k in range(N)]
hashes = [[] for _ in range(4)]


def work(me):
    for k in range(N):
        text = texts[k]
        hashes[me].append(hash(text))
        assert text.encode().decode() == text
        assert getattr(work, text, None) is None
        assert {text: k}['text é ' + str(k) + ' €'] == k


together(work)
assert hashes[0] == hashes[1] == hashes[2] == hashes[3]
assert hashes[0] == [hash('text é %d €' % k) for k in range(N)]
