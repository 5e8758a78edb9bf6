"""LangChain as a guest: callbacks, tokens of chat models, and graphs where LangChain expects a Runnable.

Nothing here is imported before the program itself has imported `langchain_core`; see `guest` for what then happens.
"""
