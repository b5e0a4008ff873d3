"""Small videos as people upload them."""

import struct
from pathlib import Path
from typing import Any

import av
from PIL import Image


def video(
    path: Path,
    *,
    seconds: int = 2,
    kind: str = "avi",
    size: tuple[int, int] = (640, 360),
    split: bool = False,
) -> Path:
    """Write a video that is red in its first half and blue in its second, with a silent sound.

    `split`: red on the left and blue on the right all the time.
    """
    codec, sound = ("mpeg4", "mp3") if kind == "avi" else ("libx264", "aac")
    with av.open(str(path), "w", format=kind) as target:
        stream: Any = target.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        audio: Any = target.add_stream(sound, rate=44_100)
        audio.layout = "stereo"
        for place in range(seconds * 10):
            image = _seen(size, is_early=place < seconds * 5, split=split)
            frame: Any = av.VideoFrame.from_image(image)
            for packet in stream.encode(frame.reformat(format="yuv420p")):
                target.mux(packet)
        for packet in stream.encode():
            target.mux(packet)
        fifo = 0
        while fifo < seconds * 44_100:
            silent: Any = av.AudioFrame(
                format=audio.codec_context.format.name, layout="stereo", samples=1024
            )
            silent.sample_rate, silent.pts = 44_100, fifo
            for plane in silent.planes:
                plane.update(bytes(plane.buffer_size))
            for packet in audio.encode(silent):
                target.mux(packet)
            fifo += 1024
        for packet in audio.encode():
            target.mux(packet)
    return path


def _seen(size: tuple[int, int], *, is_early: bool, split: bool) -> Image.Image:
    image = Image.new("RGB", size, "red" if is_early and not split else "blue")
    if split:
        image.paste("red", (0, 0, size[0] // 2, size[1]))
    return image


def turned(path: Path) -> Path:
    """Say in the head of an MP4 that its pictures stand on their side, as a telephone does."""
    content = path.read_bytes()
    head = content.index(b"tkhd")
    place = content.index(_matrix(65536, 0, 0, 65536), head)
    clockwise = _matrix(0, 65536, -65536, 0)
    path.write_bytes(content[:place] + clockwise + content[place + len(clockwise) :])
    return path


def _matrix(*numbers: int) -> bytes:
    a, b, c, d = numbers
    return struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
