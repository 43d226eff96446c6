"""Draws chart.svg from the results of `make bench`. To redraw it: `python -m benchmarks.chart`."""

import json
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.report import cpu

HERE = Path(__file__).parent

WIDTH, LINE, BAR = 800, 28, 16
LEFT, RIGHT = 290, 80
TITLE = 44

# Mid-tones are readable on both light and dark backgrounds.
TEXT, OURS, OTHERS = "#768390", "#d9730d", "#5b8db8"


def draw(results: dict[str, Any]) -> str:
    """Horizontal bars, cheapest first: CPU time per request at one connection."""
    peers = sorted(results["peers"], key=cpu)
    most = max(map(cpu, peers), default=1.0)
    title = "Server CPU time per request, µs (one connection; less is better)"
    bars = [_bar(peer, TITLE + LINE * place, most) for place, peer in enumerate(peers)]
    height = TITLE + LINE * len(peers) + 12
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{title}" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{TEXT}">',
        f'<text x="12" y="24" font-weight="600">{title}</text>',
        *bars,
        "</svg>\n",
    ])  # fmt: skip


def _bar(peer: dict[str, Any], top: int, most: float) -> str:
    length = (WIDTH - LEFT - RIGHT) * cpu(peer) / most
    ours = peer["name"].startswith("this mock")
    middle = top + BAR - 3
    weight = ' font-weight="600"' if ours else ""
    name, colour = escape(peer["name"].replace("`", "")), OURS if ours else OTHERS
    return (
        f'<text x="{LEFT - 8}" y="{middle}" text-anchor="end"{weight}>{name}</text>'
        f'<rect x="{LEFT}" y="{top}" width="{length:.1f}" height="{BAR}" rx="2" fill="{colour}"/>'
        f'<text x="{LEFT + length + 6:.1f}" y="{middle}"{weight}>{cpu(peer):,.0f}</text>'
    )


if __name__ == "__main__":
    (HERE / "chart.svg").write_text(draw(json.loads((HERE / "results.json").read_text())))
