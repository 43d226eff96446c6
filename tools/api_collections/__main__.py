"""Write the generated files of `collections/`.

python -m tools.api_collections
"""

from tools.api_collections.writing import FOLDER, files, stale

if __name__ == "__main__":
    for path in stale():
        path.unlink()
    for name, text in files().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
