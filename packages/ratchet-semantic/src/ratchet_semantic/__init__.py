"""Finds earlier questions by what they mean, beside a search by words. It decides nothing, and keeps no file."""

from ratchet_semantic.encoder import Encoder, MiniLm
from ratchet_semantic.meanings import Known, Meanings, Texts
from ratchet_semantic.search import SemanticSearch

__all__ = ["Encoder", "Known", "Meanings", "MiniLm", "SemanticSearch", "Texts"]
