"""Videos: looked at by decoding them, and written anew as H.264/AAC that begins to play at once."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.error import FFmpegError
from av.video.frame import VideoFrame
from django.utils.translation import gettext_lazy as _
from PIL import Image

from catalog.errors import VideoNotPossible

MOST_SECONDS = 180
_MOST_PIXELS = 3840 * 2160
_FRAMES_PER_SECOND = 30
_AUDIO_RATE = 44_100
# Bits per second by height: what a second of it costs the shop, and a telephone, at most.
_MOST_BITS = {480: 900_000, 720: 1_800_000}
HEIGHTS = tuple(_MOST_BITS)
# By content; a playlist or a drawing that makes ffmpeg open other files is none of them.
_TURNED = {
    1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270,
}  # fmt: skip
_TURNING = {
    1: [("transpose", "cclock")],
    2: [("hflip", ""), ("vflip", "")],
    3: [("transpose", "clock")],
}
_CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,avi,matroska,webm,mpegts,flv,asf"


@dataclass(frozen=True, kw_only=True)
class VideoFacts:
    width: int
    height: int
    milliseconds: int


def look_at(path: Path) -> VideoFacts:
    """Decode the first picture and read the measures. Raises VideoNotPossible with the reason."""
    try:
        with _opened(path) as source:
            frame = next(source.decode(video=0), None)
            if frame is None or not source.duration:
                raise VideoNotPossible
            width, height = _upright_size(frame)
            facts = VideoFacts(
                width=width,
                height=height,
                milliseconds=int(source.duration / 1000),
            )
    except (FFmpegError, IndexError, ValueError) as wrong:
        raise VideoNotPossible from wrong
    if facts.width * facts.height > _MOST_PIXELS:
        raise VideoNotPossible(_("The video is larger than 3840 × 2160."))
    if facts.milliseconds > MOST_SECONDS * 1000:
        raise VideoNotPossible(_("The video is longer than three minutes."))
    return facts


def transcode(*, source_path: Path, target_path: Path, height: int) -> None:
    """Write an MP4 of at most this height. Raises VideoNotPossible when it cannot be read on."""
    try:
        turn = _turn_of(source_path)
        with _opened(source_path) as source, _created(target_path) as target:
            _Transcoder(source, target, height, turn).run()
    except (FFmpegError, IndexError, ValueError) as wrong:
        raise VideoNotPossible(_("The video is broken or of an unknown kind.")) from wrong


def frame_at(*, path: Path, second: float) -> Image.Image:
    """Return the picture that is seen at a second, upright, or the last one before the end."""
    found: VideoFrame | None = None
    try:
        with _opened(path) as source:
            source.seek(max(0, int(second * av.time_base)))  # to the key frame before it
            for frame in source.decode(video=0):
                found = frame
                if (frame.time or 0) >= second:
                    break
    except (FFmpegError, IndexError, ValueError) as wrong:
        raise VideoNotPossible from wrong
    if found is None:
        raise VideoNotPossible
    image: Image.Image = found.to_image()  # type: ignore[no-untyped-call]  # av's own is untyped
    turn = _quarter_turns(found)
    return image.transpose(_TURNED[turn]) if turn else image


def _quarter_turns(frame: VideoFrame) -> int:
    """Return by how many quarters a player turns the frame counterclockwise, as the file says."""
    return round(frame.rotation / 90) % 4


def _turn_of(path: Path) -> int:
    with _opened(path) as source:
        first = next(source.decode(video=0), None)
        return _quarter_turns(first) if first else 0


def _upright_size(frame: VideoFrame) -> tuple[int, int]:
    if _quarter_turns(frame) % 2:
        return frame.height, frame.width
    return frame.width, frame.height


def _opened(path: Path) -> av.container.InputContainer:
    options = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"}
    return av.open(str(path), options=options)


def _created(path: Path) -> av.container.OutputContainer:
    return av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})


class _Upright:
    """Turns the frames of a telephone that was held on its side or upside down."""

    def __init__(self, stream: av.video.stream.VideoStream, turn: int) -> None:
        self.graph = av.filter.Graph()
        chain = [self.graph.add_buffer(template=stream, time_base=stream.time_base)]
        chain += [self.graph.add(name, said) for name, said in _TURNING[turn]]
        chain.append(self.graph.add("buffersink"))
        self.graph.link_nodes(*chain).configure()

    def __call__(self, frame: VideoFrame) -> VideoFrame:
        self.graph.push(frame)
        turned = self.graph.pull()
        if not isinstance(turned, VideoFrame):
            raise VideoNotPossible
        return turned


class _Transcoder:
    """Holds what one run over a file needs: its streams in and out."""

    def __init__(
        self,
        source: av.container.InputContainer,
        target: av.container.OutputContainer,
        height: int,
        turn: int,
    ) -> None:
        self.source, self.target = source, target
        video = source.streams.video[0]
        self.upright = _Upright(video, turn) if turn else None
        wide, high = (video.height, video.width) if turn % 2 else (video.width, video.height)
        self.scale = min(1.0, height / high)
        rate = min(int(video.average_rate or _FRAMES_PER_SECOND) or 1, _FRAMES_PER_SECOND)
        self.rate = rate
        self.video = target.add_stream("libx264", rate=rate)
        self.video.width = max(2, int(wide * self.scale) // 2 * 2)
        self.video.height = max(2, int(high * self.scale) // 2 * 2)
        self.video.pix_fmt = "yuv420p"
        bits = _MOST_BITS[height]
        self.video.options = {
            "preset": "veryfast", "crf": "24", "maxrate": str(bits), "bufsize": str(2 * bits),
        }  # fmt: skip
        self.sound = target.add_stream("aac", rate=_AUDIO_RATE) if source.streams.audio else None
        self.resampler = av.AudioResampler(format="fltp", layout="stereo", rate=_AUDIO_RATE)
        self.shown = 0
        self.heard = 0

    def run(self) -> None:
        streams = [self.source.streams.video[0], *self.source.streams.audio[:1]]
        for packet in self.source.demux(streams):
            for frame in packet.decode():
                if isinstance(frame, VideoFrame):
                    self._picture(frame)
                elif isinstance(frame, av.AudioFrame):
                    self._sound(frame)
        for packet in self.video.encode():
            self.target.mux(packet)
        if self.sound:
            for packet in self.sound.encode():
                self.target.mux(packet)

    def _picture(self, frame: VideoFrame) -> None:
        second = frame.time if frame.time is not None else self.shown / self.rate
        if second > MOST_SECONDS:
            raise VideoNotPossible(_("The video is longer than three minutes."))
        place = round(second * self.rate)
        if place < self.shown:
            return  # more frames a second than are shown
        self.shown = place + 1
        drawn = (self.upright(frame) if self.upright else frame).reformat(
            self.video.width, self.video.height, "yuv420p"
        )
        drawn.pts, drawn.time_base = place, Fraction(1, self.rate)
        for packet in self.video.encode(drawn):
            self.target.mux(packet)

    def _sound(self, frame: av.AudioFrame) -> None:
        if self.sound:
            for part in self.resampler.resample(frame):
                part.pts, part.time_base = self.heard, Fraction(1, _AUDIO_RATE)
                self.heard += part.samples
                for packet in self.sound.encode(part):
                    self.target.mux(packet)
