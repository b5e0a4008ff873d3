"""Codes to scan, drawn as SVG that takes its size from the page."""

import io

import segno


def qr_svg(text: str) -> str:
    """Draw a code; its text stays out of the markup."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, svgclass="pay-code"
    )
    return drawn.getvalue().decode()
