"""Collects the texts of the window for translation, and compiles the translations."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_CN",)


def translation_file(language: str) -> Path:
    """The Qt Linguist file (``.ts``) of the translations to a language."""
    return ROOT / "resources" / "translations" / f"gradwalk_{language}.ts"


def collect(language: str, file: Path) -> None:
    """Update a ``.ts`` file: add new texts untranslated, and remove old ones.

    Raises:
        subprocess.CalledProcessError: lupdate failed.
    """
    sources = [*sorted(ROOT.glob("gui/**/*.py")), *ROOT.glob("app.py")]
    options = ["-silent", "-no-obsolete", "-locations", "none"]
    options += ["-source-language", "en", "-target-language", language]
    _run("pyside6-lupdate", *options, *map(str, sources), "-ts", str(file))


def compile_to(file: Path, compiled: Path) -> None:
    """Compile a ``.ts`` file to the ``.qm`` file that the window loads.

    Raises:
        subprocess.CalledProcessError: lrelease failed.
    """
    _run("pyside6-lrelease", "-silent", str(file), "-qm", str(compiled))


def _run(tool: str, *arguments: str) -> None:
    program = shutil.which(tool, path=sysconfig.get_path("scripts"))
    if program is None:
        raise FileNotFoundError(f"{tool} is not beside {sys.executable}")
    subprocess.run([program, *arguments], check=True)


def main() -> None:
    """Collect and compile all languages, and print the number of untranslated texts."""
    for language in LANGUAGES:
        file = translation_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        collect(language, file)
        compile_to(file, file.with_suffix(".qm"))
        left = file.read_text("utf-8").count('type="unfinished"')
        print(f"{file.relative_to(ROOT)}: {left} texts left to translate")


if __name__ == "__main__":
    main()
