"""What others see of the environment: in /proc, and what they inherit."""

from __future__ import annotations

import os
import subprocess
import sys

from yusuan import environment

_SHOW = """
import os, subprocess
from pathlib import Path
from yusuan import environment

os.environ["LATER"] = "later"
environment.hide()
environment.hide()
inherits = ["sh", "-c", "echo $SECRET $LATER"]
print(Path("/proc/self/environ").read_bytes())
print(os.environ["SECRET"], subprocess.run(inherits, capture_output=True, text=True).stdout.strip())
with environment.bare():
    print([subprocess.run(inherits, capture_output=True, text=True).stdout.strip()])
print(os.environ["SECRET"], os.environ["LATER"])
"""


def test_what_is_not_known_to_be_harmless_is_left_out_of_the_environment():
    given = {"PATH": "/bin", "LC_ALL": "C", "PYTHONPATH": "x", "SMTP_PASS": "s", "TOKEN": "t", "PATHS": "p"}
    assert environment.harmless(given) == {"PATH": "/bin", "LC_ALL": "C", "PYTHONPATH": "x"}


def test_a_process_hides_what_it_began_with_and_keeps_it_for_itself():
    given = {"PATH": os.environ["PATH"], "SECRET": "a=b", "HOME": "/home/x"}
    ran = subprocess.run([sys.executable, "-c", _SHOW], env=given, capture_output=True, text=True, check=True)
    shown, kept, inherited, after = ran.stdout.splitlines()
    assert "HOME=/home/x" in shown
    assert "a=b" not in shown
    assert (kept, inherited, after) == ("a=b a=b later", "['']", "a=b later")
