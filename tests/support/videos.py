"""Small videos as people upload them."""

from pathlib import Path
from typing import Any

import av
from PIL import Image


def video(
    path: Path, *, seconds: int = 2, kind: str = "avi", size: tuple[int, int] = (640, 360)
) -> Path:
    """Write a video that is red in its first half and blue in its second, with a silent sound."""
    codec, sound = ("mpeg4", "mp3") if kind == "avi" else ("libx264", "aac")
    with av.open(str(path), "w", format=kind) as target:
        stream: Any = target.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        audio: Any = target.add_stream(sound, rate=44_100)
        audio.layout = "stereo"
        for place in range(seconds * 10):
            colour = "red" if place < seconds * 5 else "blue"
            frame: Any = av.VideoFrame.from_image(Image.new("RGB", size, colour))
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
