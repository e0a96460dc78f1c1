"""%%capture: the output of a cell kept in an object instead of shown."""

import sys

from _io import StringIO


class UsageError(Exception):
    """A magic was used wrongly."""


class Capture:
    """What one %%capture cell replaces, and what it collects."""

    def __init__(self, line):
        words = line.split()
        self.name = None
        wanted = {'stdout': True, 'stderr': True, 'display': True}
        for word in words:
            if word.startswith('--no-') and word[5:] in wanted:
                wanted[word[5:]] = False
            elif self.name is None and word.isidentifier():
                self.name = word
            else:
                raise UsageError('%%capture does not understand ' + word)
        self.streams = {name: StringIO() for name in ('stdout', 'stderr') if wanted[name]}
        self.outputs = [] if wanted['display'] else None
        self._before = {}

    def begin(self):
        for name, stream in self.streams.items():
            stream_before = getattr(sys, name)
            stream_before.flush()
            self._before[name] = stream_before
            setattr(sys, name, stream)

    def end(self):
        """Puts things back; the result is what was collected."""
        for name, stream in self._before.items():
            setattr(sys, name, stream)
        texts = {name: stream.getvalue() for name, stream in self.streams.items()}
        return CapturedIO(texts.get('stdout', ''), texts.get('stderr', ''), self.outputs or [])


class CapturedIO:
    """The output of a cell: texts, and MIME bundles with their metadata."""

    def __init__(self, stdout, stderr, outputs):
        self.stdout = stdout
        self.stderr = stderr
        self.outputs = [RichOutput(**output) for output in outputs]

    def __str__(self):
        return self.stdout

    def __repr__(self):
        return '<CapturedIO: %d characters of output, %d of errors, %d displays>' % (len(self.stdout), len(self.stderr), len(self.outputs))

    def show(self):
        """Shows it as if the cell had just run."""
        sys.stdout.write(self.stdout)
        sys.stderr.write(self.stderr)
        for output in self.outputs:
            output.display()

    __call__ = show


class RichOutput:
    """One display."""

    def __init__(self, data, metadata):
        self.data = data
        self.metadata = metadata

    def display(self):
        from _kernel import publish
        publish('display_data', self.data, self.metadata, {})

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.data, self.metadata
