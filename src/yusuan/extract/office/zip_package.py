"""A zip package of XML parts (xlsx, docx), checked against bombs before any part of it is parsed."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Self

from lxml import etree

from yusuan.extract.refusal import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Real disclosures stay under 10 MB unpacked and 30 to 1; deflate can reach 1,030 to 1.
MAX_MEMBERS = 10_000
MAX_UNPACKED = 512 << 20
MAX_RATIO = 100
RATIO_COUNTS_FROM = 16 << 20  # below this size no ratio does harm

_CHUNK = 1 << 20
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_OVERLAP = max(map(len, _DECLARATIONS)) - 1

# What zipfile and zlib raise on damaged, truncated or exotic archives.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class Package:
    """The checked members of a zip package; a context manager."""

    def __init__(self, path: Path, data: bytes) -> None:
        """Open a package.

        Args:
            path: the file, for messages.
            data: its bytes.

        Raises:
            UnreadableError: if the archive is damaged, encrypted or a bomb.
        """
        self.path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGE as error:
            raise self._damaged(error) from error
        self.names = frozenset(self._zip.namelist())
        self._refuse_bombs(len(data))

    def __enter__(self) -> Self:
        """Hold the archive open."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the archive."""
        self._zip.close()

    def refuse_entities(self) -> None:
        """Unpack every part once: a damaged one, or one that declares a DTD or entities, is refused.

        Pictures and other media are left alone: they are never parsed, and SVG declares a DTD lawfully.
        """
        for info in self._zip.infolist():
            if info.is_dir() or "/media/" in info.filename:
                continue
            tail = b""
            for chunk in self._chunks(info):
                window = tail + chunk
                if any(declaration in window for declaration in _DECLARATIONS):
                    raise refusal(
                        self.path,
                        f"{info.filename} 含有 DTD 或实体声明，不予读取",
                        "declares XML entities, refused",
                    )
                tail = window[-_OVERLAP:]

    def xml(self, name: str) -> etree._Element:
        """The root of one XML part.

        Raises:
            UnreadableError: if the part is missing or not well-formed.
        """
        try:
            with self._zip.open(name) as stream:
                return etree.parse(stream, _parser()).getroot()
        except KeyError as error:
            raise refusal(self.path, f"文件已损坏，缺少 {name}", f"damaged, {name} is missing") from error
        except (etree.LxmlError, *_DAMAGE) as error:
            raise self._damaged(error) from error

    def elements(self, name: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
        """The elements of one XML part that end, of these `{*}`-qualified tags, one at a time.

        The caller clears what it has read. Raises as `xml` does.
        """
        try:
            with self._zip.open(name) as stream:
                for _, element in etree.iterparse(
                    stream, events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
                ):
                    yield element
        except KeyError as error:
            raise refusal(self.path, f"文件已损坏，缺少 {name}", f"damaged, {name} is missing") from error
        except (etree.LxmlError, *_DAMAGE) as error:
            raise self._damaged(error) from error

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The parts that `part` refers to inside the package, by relation id: (kind, name).

        The kind is the last word of the relation's type (`worksheet`, `styles`). References that lead out of
        the package are left out: nothing is ever fetched.
        """
        folder, base = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if name not in self.names:
            return {}
        found = {}
        for relation in self.xml(name).iterfind("{*}Relationship"):
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External" or not target:
                continue
            place = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], place)
        return found

    def main_part(self) -> str:
        """The name of the part that holds the document.

        Raises:
            UnreadableError: if the package names none.
        """
        for kind, name in self.related("").values():
            if kind == "officeDocument" and name in self.names:
                return name
        raise refusal(self.path, "文件已损坏，找不到正文", "damaged, no main part")

    def title(self) -> str:
        """The title in the package's metadata, "" if there is none."""
        for kind, name in self.related("").values():
            if kind == "core-properties" and name in self.names:
                return " ".join((self.xml(name).findtext("{*}title") or "").split())
        return ""

    def _refuse_bombs(self, packed: int) -> None:
        members = self._zip.infolist()
        if any(info.flag_bits & 1 for info in members):
            raise refusal(self.path, "文件已加密，请先解除密码", "encrypted")
        unpacked = sum(info.file_size for info in members)
        bomb = unpacked > RATIO_COUNTS_FROM and unpacked > packed * MAX_RATIO
        if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or bomb:
            raise refusal(
                self.path,
                f"压缩包解开后过大（{len(members)} 个成员，{unpacked >> 20} MB），疑似压缩炸弹",
                "unpacks to too much, refused",
            )

    def _chunks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(info) as stream:
                yield from _read(stream)
        except _DAMAGE as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> Exception:
        return refusal(self.path, "文件已损坏或不完整", f"damaged or truncated: {type(error).__name__}")


def _read(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
