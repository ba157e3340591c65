"""What is slow at import: modules that take long to import, and calls that do much when made at module level."""

from __future__ import annotations

__all__ = ["HEAVY", "LOADS_MODEL", "SCANS"]

HEAVY = frozenset({
    "IPython", "bokeh", "boto3", "botocore", "cv2", "dask", "datasets", "django.test", "geopandas", "google.cloud",
    "gradio", "jax", "keras", "langchain", "matplotlib", "nltk", "numba", "numpy", "openai", "pandas", "plotly",
    "polars", "pyarrow", "pyspark", "pytest", "requests", "scipy", "seaborn", "sklearn", "spacy", "sqlalchemy",
    "statsmodels",
    "streamlit", "sympy", "tensorflow", "torch", "torchvision", "transformers", "xarray",
})  # fmt: skip
"""Packages whose import takes tens of milliseconds or more."""

LOADS_MODEL = frozenset({
    "joblib.load", "keras.models.load_model", "nltk.download", "spacy.load",
    "sentence_transformers.SentenceTransformer",
    "tensorflow.keras.models.load_model", "torch.hub.load", "torch.load", "transformers.pipeline", "whisper.load_model",
})  # fmt: skip
"""Calls that read or fetch a model; so do methods named `from_pretrained`."""

SCANS = frozenset({
    "importlib.metadata.version", "importlib.metadata.distribution", "importlib.metadata.entry_points",
    "importlib_metadata.version", "importlib_metadata.entry_points", "importlib_metadata.distribution",
    "pkg_resources.get_distribution", "pkg_resources.iter_entry_points", "pkg_resources.require",
})  # fmt: skip
"""Calls that go through what is installed."""
