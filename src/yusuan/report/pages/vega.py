"""The Vega libraries as one script, bundled once a process, beside whatever the process does meanwhile."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

# Only the embedder is needed: it holds the rest. Bundling keeps the interpreter lock for seconds, hence a
# process of its own.
_BUNDLE = (
    "import sys, vl_convert;"
    "sys.stdout.buffer.write(vl_convert.javascript_bundle('window.vegaEmbed = vegaEmbed;').encode())"
)


def start() -> None:
    """Begin bundling, without waiting for it."""
    _process()


@cache
def script() -> str:
    """The bundle, safe inside a script element.

    Raises:
        RuntimeError: bundling failed.
    """
    process = _process()
    output, errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"vl_convert: {errors.decode(errors='replace').strip()}")
    return output.decode().replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def _process() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 — our own interpreter and text
        [sys.executable, "-c", _BUNDLE], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
