"""A model that says what it was given to say, word by word, whoever asks."""

import json
import time
from itertools import count, cycle

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk

WORD_S = 0.05
NUMBERS = count()


class Model(GenericFakeChatModel):
    def bind_tools(self, tools, **kwargs):
        return self

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        said = self._generate(messages, stop, run_manager).generations[0].message
        for word in said.content.split():
            time.sleep(WORD_S)
            yield ChatGenerationChunk(message=AIMessageChunk(f"{word} "))
        calls = [{**call, "args": json.dumps(call["args"]), "index": at} for at, call in enumerate(said.tool_calls)]
        yield ChatGenerationChunk(message=AIMessageChunk("", tool_call_chunks=calls))


def saying(*answers):
    """Return a model that gives these answers, over and over: a text, or the name and arguments of a call."""
    return Model(messages=map(_message, cycle(answers)))


def _message(answer):
    if isinstance(answer, str):
        return AIMessage(answer)
    name, args = answer
    return AIMessage("", tool_calls=[{"name": name, "args": args, "id": f"call-{next(NUMBERS)}"}])
