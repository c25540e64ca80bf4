"""Zip packages: what is refused before anything in them is parsed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from yusuan.extract.office import zip_package as package
from yusuan.extract.office.zip_package import Package
from yusuan.extract.raw import UnreadableError

PATH = Path("file.docx")
RELATIONS = "<Relationships>{}</Relationships>"


def packed(**members: str) -> bytes:
    """A package; `__` in a name stands for `/`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return stream.getvalue()


def test_parts_are_found_by_their_relations_inside_the_package():
    relations = "".join(
        f'<Relationship Id="{name}" Type="a/{kind}" Target="{target}" {mode}/>'
        for name, kind, target, mode in [
            ("1", "officeDocument", "word/document.xml", ""),
            ("2", "core-properties", "/docProps/core.xml", ""),
            ("3", "image", "http://127.0.0.1:1/", 'TargetMode="External"'),
            ("4", "styles", "../../../etc/passwd", ""),
        ]
    )
    members = {"word/document.xml": "<x/>", "docProps/core.xml": "<x><title>2024 \n预算</title></x>"}
    with Package(PATH, packed(**{"_rels/.rels": RELATIONS.format(relations)}, **members)) as opened:
        assert opened.main_part() == "word/document.xml"
        assert opened.title() == "2024 预算"
        assert set(opened.related("")) == {"1", "2", "4"}
        assert opened.related("")["4"][1] not in opened.names


def test_a_package_without_a_main_part_is_refused():
    with Package(PATH, packed(a="x")) as opened, pytest.raises(UnreadableError, match="找不到正文"):
        opened.main_part()


def test_missing_and_broken_parts_are_refused():
    with Package(PATH, packed(broken="<x>")) as opened:
        for name, words in [("absent", "缺少 absent"), ("broken", "已损坏")]:
            with pytest.raises(UnreadableError, match=words):
                opened.xml(name)
            with pytest.raises(UnreadableError, match=words):
                list(opened.elements(name, ("{*}x",)))


def test_encrypted_members_are_refused():
    data = bytearray(packed(a="x"))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableError, match="已加密"):
        Package(PATH, bytes(data))


def test_too_many_members_are_refused(monkeypatch):
    monkeypatch.setattr(package, "MAX_MEMBERS", 2)
    with pytest.raises(UnreadableError, match="压缩炸弹"):
        Package(PATH, packed(a="", b="", c=""))


def test_a_member_larger_than_it_says_is_refused():
    data = bytearray(packed(a="x" * 1000))
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        start = data.find(signature) + at
        data[start : start + 4] = (10).to_bytes(4, "little")
    with Package(PATH, bytes(data)) as opened, pytest.raises(UnreadableError, match="已损坏"):
        opened.refuse_entities()


def test_pictures_may_declare_a_dtd_and_parts_may_not():
    svg = '<!DOCTYPE svg PUBLIC "x" "y"><svg/>'
    with Package(PATH, packed(word__media__a=svg)) as opened:
        opened.refuse_entities()
    with Package(PATH, packed(word__a=svg)) as opened, pytest.raises(UnreadableError, match="实体声明"):
        opened.refuse_entities()


def test_a_declaration_across_two_chunks_is_seen(monkeypatch):
    monkeypatch.setattr(package, "_CHUNK", 5)
    with (
        Package(PATH, packed(a="  <!DOCTYPE x><x/>")) as opened,
        pytest.raises(UnreadableError, match="实体"),
    ):
        opened.refuse_entities()


def test_entities_are_never_expanded():
    with Package(PATH, packed(a='<!DOCTYPE x [<!ENTITY e "secret">]><x>&e;</x>')) as opened:
        assert "secret" not in "".join(opened.xml("a").itertext())
