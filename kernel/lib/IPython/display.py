"""What a cell can show, by the names that notebooks use: display() and the classes for each kind of content."""

import os

from _json_min import dumps
from _kernel import DisplayHandle, base64, clear_output, display, publish

__all__ = ['Audio', 'Code', 'DisplayHandle', 'DisplayObject', 'FileLink', 'FileLinks', 'GeoJSON', 'HTML', 'IFrame', 'Image', 'JSON', 'Javascript', 'Latex',
           'Markdown', 'Math', 'Pretty', 'ProgressBar', 'SVG',
           'ScribdDocument', 'TextDisplayObject', 'Video', 'VimeoVideo', 'YouTubeVideo', 'clear_output', 'display',
           'display_html', 'display_javascript', 'display_jpeg', 'display_json', 'display_latex', 'display_markdown', 'display_pdf',
           'display_png', 'display_pretty', 'display_svg', 'publish_display_data', 'update_display']


def update_display(value, *, display_id, **options):
    """Replace the outputs of an id."""
    DisplayHandle(display_id).update(value, **options)


def publish_display_data(data, metadata=None, *, transient=None, update=False, **_):
    """Show a MIME bundle as it is."""
    publish('update_display_data' if update else 'display_data', data, metadata or {}, transient or {})


def _only(mime):
    def show(*values, raw=False, metadata=None):
        for value in values:
            if raw:
                display({mime: value}, raw=True, metadata=metadata)
            else:
                display(value, include=[mime, 'text/plain'], metadata=metadata)
    show.__doc__ = 'Show values as %s.' % mime
    return show


display_pretty = _only('text/plain')
display_html = _only('text/html')
display_markdown = _only('text/markdown')
display_svg = _only('image/svg+xml')
display_png = _only('image/png')
display_jpeg = _only('image/jpeg')
display_latex = _only('text/latex')
display_json = _only('application/json')
display_javascript = _only('application/javascript')
display_pdf = _only('application/pdf')


class DisplayObject:
    """Content of one kind: given as data, or read from a file. A text that is a URL is fetched by the front end, if at all."""

    _mode = 'r'

    def __init__(self, data=None, url=None, filename=None, metadata=None):
        if url is None and filename is None and isinstance(data, str) and data.startswith(('http://', 'https://')) and '\n' not in data:
            data, url = None, data
        self.data = data
        self.url = url
        self.filename = filename
        self.metadata = metadata or {}
        self.reload()
        if self.data is None and self.url is None:
            raise TypeError('%s wants data, or the name of a file' % type(self).__name__)
        if self.data is None and not self._takes_url:
            raise ValueError('the kernel does not fetch %s: read it first, and give the data' % self.url)

    _takes_url = False

    def reload(self):
        """Read the file again."""
        if self.filename is not None:
            with open(self.filename, self._mode) as file:
                self.data = file.read()

    def __repr__(self):
        return '<IPython.core.display.%s object>' % type(self).__name__

    def _with_metadata(self, data):
        return (data, self.metadata) if self.metadata else data


class TextDisplayObject(DisplayObject):
    """Content that is text."""

    def __init__(self, data=None, url=None, filename=None, metadata=None):
        if data is not None and not isinstance(data, str):
            raise TypeError('%s wants a str, not %s' % (type(self).__name__, type(data).__name__))
        super().__init__(data, url, filename, metadata)


class Pretty(TextDisplayObject):
    """Plain text, shown without quotes."""

    def __repr__(self):
        return self.data


class HTML(TextDisplayObject):
    def _repr_html_(self):
        return self._with_metadata(self.data)

    def __html__(self):
        return self.data


class Markdown(TextDisplayObject):
    def _repr_markdown_(self):
        return self._with_metadata(self.data)


class Latex(TextDisplayObject):
    def _repr_latex_(self):
        return self._with_metadata(self.data)


class Math(Latex):
    """A formula, in display style unless it brings its own delimiters."""

    def _repr_latex_(self):
        return self._with_metadata('$\\displaystyle %s$' % self.data.strip('$'))


class SVG(TextDisplayObject):
    """The first <svg> element of a text."""

    def _repr_svg_(self):
        start, end = self.data.find('<svg'), self.data.rfind('</svg>')
        return self._with_metadata(self.data[start:end + len('</svg>')] if 0 <= start < end else self.data)


class JSON(DisplayObject):
    """A value as a tree: dicts, lists and what is in them, or JSON text."""

    def __init__(self, data=None, url=None, filename=None, expanded=False, metadata=None, root='root', **options):
        self._options = {'expanded': expanded, 'root': root, **options}
        super().__init__(data, url, filename, metadata)
        if isinstance(self.data, str):
            from _json_min import loads
            self.data = loads(self.data)
        dumps(self.data)  # What cannot be sent is refused here, where the user sees it.

    def _repr_json_(self):
        return self.data, {**self._options, **self.metadata}


class GeoJSON(JSON):
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {'application/geo+json': self.data, 'text/plain': repr(self)}, {'application/geo+json': self._options}

    _repr_json_ = None


class Javascript(TextDisplayObject):
    """A program that the front end runs, if it trusts the notebook."""

    def __init__(self, data=None, url=None, filename=None, lib=None, css=None):
        if lib or css:
            raise ValueError('the kernel loads no libraries for a program; give it as one text')
        super().__init__(data, url, filename)

    def _repr_javascript_(self):
        return self.data


class Code(TextDisplayObject):
    """The text of a program, shown as Markdown so that the front end colours it."""

    def __init__(self, data=None, url=None, filename=None, language='python'):
        self.language = language
        super().__init__(data, url, filename)

    def _repr_markdown_(self):
        fence = '```'
        while fence in self.data:
            fence += '`'
        return '%s%s\n%s\n%s' % (fence, self.language, self.data, fence)

    def __repr__(self):
        return self.data


def _attribute(text):
    return str(text).replace('&', '&amp;').replace('"', '&quot;').replace('<', '&lt;')


def _attributes(**values):
    return ''.join(' %s="%s"' % (name, _attribute(value)) for name, value in values.items() if value is not None)


class Image(DisplayObject):
    """A picture: PNG, JPEG, GIF, WebP or SVG, told by its first bytes."""

    _mode = 'rb'
    _takes_url = True

    def __init__(self, data=None, url=None, filename=None, format=None, embed=None, width=None, height=None, alt=None, metadata=None):
        if isinstance(data, str) and filename is None and url is None and not data.startswith(('http://', 'https://')):
            data, filename = None, data
        super().__init__(data, url, filename, metadata)
        if embed and self.data is None:
            raise ValueError('the kernel does not fetch pictures: read it first, and give the data')
        self.width = width
        self.height = height
        self.alt = alt
        self.format = (format or self._sniff()).lower().replace('jpg', 'jpeg')

    def _sniff(self):
        data = self.data
        if data is None:
            return 'url'
        for start, kind in ((b'\x89PNG', 'png'), (b'\xff\xd8', 'jpeg'), (b'GIF8', 'gif'), (b'RIFF', 'webp')):
            if bytes(data[:4]).startswith(start):
                return kind
        if b'<svg' in bytes(data[:1000]):
            return 'svg+xml'
        raise ValueError('the data is none of PNG, JPEG, GIF, WebP, SVG')

    def _repr_mimebundle_(self, include=None, exclude=None):
        plain = {'text/plain': repr(self)}
        if self.data is None:
            return {'text/html': '<img%s>' % _attributes(src=self.url, width=self.width, height=self.height, alt=self.alt), **plain}, {}
        mime = 'image/' + self.format
        data = bytes(self.data).decode('utf-8') if self.format == 'svg+xml' else base64(bytes(self.data))
        size = {name: value for name, value in (('width', self.width), ('height', self.height), ('alt', self.alt)) if value is not None}
        extra = {**size, **self.metadata}
        return {mime: data, **plain}, {mime: extra} if extra else {}


class _Media(DisplayObject):
    """Sound or film, embedded or by URL."""

    _mode = 'rb'
    _takes_url = True
    _tag = ''
    _default = ''

    def __init__(self, data=None, url=None, filename=None, mimetype=None, autoplay=False, width=None, height=None, **_):
        if isinstance(data, str) and filename is None and url is None and not data.startswith(('http://', 'https://')):
            data, filename = None, data
        super().__init__(data, url, filename)
        self.mimetype = mimetype or self._default
        self.autoplay = autoplay
        self.width = width
        self.height = height

    def _repr_html_(self):
        source = self.url if self.data is None else 'data:%s;base64,%s' % (self.mimetype, base64(bytes(self.data)))
        return '<%s controls%s%s></%s>' % (self._tag, ' autoplay' if self.autoplay else '', _attributes(src=source, width=self.width, height=self.height), self._tag)


class Audio(_Media):
    """Sound: a file's bytes, or samples as numbers with the `rate` of them a second, one list or one a channel."""

    _tag = 'audio'
    _default = 'audio/wav'

    def __init__(self, data=None, filename=None, url=None, embed=None, rate=None, autoplay=False, normalize=True, **options):
        if embed and data is None and filename is None:
            raise ValueError('the kernel does not fetch sounds: read it first, and give the data')
        if data is not None and not isinstance(data, (str, bytes, bytearray)):
            if rate is None:
                raise ValueError('samples want their rate')
            data = _wave(data, rate, normalize)
        super().__init__(data, url, filename, autoplay=autoplay, **options)


def _wave(samples, rate, normalize):
    """A WAV file of 16 bit samples; the loudest is full scale, or 1.0 is."""
    channels = [list(samples)] if not isinstance(samples[0], (list, tuple)) else [list(channel) for channel in samples]
    loudest = max([abs(value) for channel in channels for value in channel], default=0)
    if not normalize and loudest > 1:
        raise ValueError('without normalize, samples lie between -1 and 1')
    scale = 32767 / (loudest if normalize and loudest else 1)
    body = bytearray()
    for frame in zip(*channels, strict=True):
        for value in frame:
            body += int(value * scale).to_bytes(2, 'little', signed=True)
    width = 2 * len(channels)
    form = b''.join([number.to_bytes(size, 'little') for number, size in ((1, 2), (len(channels), 2), (rate, 4), (rate * width, 4), (width, 2), (16, 2))])
    return b'RIFF' + (36 + len(body)).to_bytes(4, 'little') + b'WAVEfmt ' + (16).to_bytes(4, 'little') + form + b'data' + len(body).to_bytes(4, 'little') + bytes(body)


class Video(_Media):
    _tag = 'video'
    _default = 'video/mp4'


class IFrame:
    """Another page in a frame. In an isolated page a frame of another site loads without cookies, or not at all."""

    def __init__(self, src, width, height, extras=None, **params):
        query = '&'.join('%s=%s' % item for item in params.items())
        self.src = src + ('?' + query if query else '')
        self.width = width
        self.height = height
        self.extras = list(extras or ())

    def _repr_html_(self):
        extras = ''.join(' ' + extra for extra in self.extras)
        return '<iframe credentialless frameborder="0" allowfullscreen%s%s></iframe>' % (_attributes(width=self.width, height=self.height, src=self.src), extras)

    def __repr__(self):
        return '<IFrame %s>' % self.src


class YouTubeVideo(IFrame):
    def __init__(self, id, width=400, height=300, **params):
        super().__init__('https://www.youtube.com/embed/' + id, width, height, **params)


class VimeoVideo(IFrame):
    def __init__(self, id, width=400, height=300, **params):
        super().__init__('https://player.vimeo.com/video/' + id, width, height, **params)


class ScribdDocument(IFrame):
    def __init__(self, id, width=400, height=300, **params):
        super().__init__('https://www.scribd.com/embeds/%s/content' % id, width, height, **params)


class FileLink:
    """A link to a file, by a path from the notebook's folder: the front end serves it."""

    def __init__(self, path, url_prefix='', result_html_prefix='', result_html_suffix='<br>'):
        self.path = str(path)
        self.url_prefix = url_prefix
        self.result_html_prefix = result_html_prefix
        self.result_html_suffix = result_html_suffix

    def _anchor(self, path):
        return '%s<a%s>%s</a>%s' % (self.result_html_prefix, _attributes(href=self.url_prefix + path, target='_blank'), _attribute(path), self.result_html_suffix)

    def _repr_html_(self):
        if not os.path.exists(self.path):
            return 'There is no file <tt>%s</tt>.' % _attribute(self.path)
        return self._anchor(self.path)

    def __repr__(self):
        return self.path


class FileLinks(FileLink):
    """Links to the files of a folder, and of those below it."""

    def __init__(self, path, url_prefix='', included_suffixes=None, result_html_prefix='', result_html_suffix='<br>', recursive=True):
        super().__init__(path, url_prefix, result_html_prefix, result_html_suffix)
        self.included_suffixes = included_suffixes
        self.recursive = recursive

    def _files(self, folder):
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if os.path.isdir(path):
                if self.recursive:
                    yield from self._files(path)
            elif self.included_suffixes is None or path.endswith(tuple(self.included_suffixes)):
                yield path

    def _repr_html_(self):
        return '\n'.join([self._anchor(path) for path in self._files(self.path)])

    def __repr__(self):
        return '\n'.join(self._files(self.path))


class ProgressBar:
    """A bar that an iteration fills."""

    def __init__(self, total):
        self.total = total
        self._progress = 0
        self._handle = None

    @property
    def progress(self):
        return self._progress

    @progress.setter
    def progress(self, value):
        self._progress = value
        self.update()

    def display(self):
        self._handle = display(self, display_id=True)

    def update(self):
        if self._handle is not None:
            self._handle.update(self)

    def __iter__(self):
        self.display()
        self._progress = -1
        return self

    def __next__(self):
        self.progress += 1
        if self._progress < self.total:
            return self._progress
        raise StopIteration

    def _repr_html_(self):
        return '<progress style="width:60ex" max="%s" value="%s"></progress>' % (self.total, self._progress)

    def __repr__(self):
        full = 60 if not self.total else int(60 * self._progress / self.total)
        return '[%s%s] %s/%s' % ('=' * full, ' ' * (60 - full), self._progress, self.total)
