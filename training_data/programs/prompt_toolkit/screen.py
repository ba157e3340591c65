"""Types text into a prompt_toolkit buffer with completion and renders a full-screen layout to dummy output."""

import asyncio

from prompt_toolkit.application import Application
from prompt_toolkit.application.current import set_app
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.input import DummyInput
from prompt_toolkit.layout import HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.widgets import Frame, TextArea

PROJECT = "prompt_toolkit"
REQUIRES = ["prompt_toolkit"]
SCOPE = ["prompt_toolkit", "wcwidth"]
ROUNDS = 248


class WideOutput(DummyOutput):
    def get_size(self) -> Size:
        return Size(rows=40, columns=120)


async def edit() -> int:
    words = [f"function_{number}" for number in range(300)]
    editor = TextArea(
        text="", line_numbers=True, completer=WordCompleter(words), wrap_lines=True, complete_while_typing=False
    )
    status = FormattedTextControl(lambda: HTML(f"<b>Line</b> {editor.document.cursor_position_row} <i>ok</i>"))
    sidebar = Window(FormattedTextControl("\n".join(words[:60])), width=20)
    layout = Layout(HSplit([VSplit([Frame(editor, title="Editor"), sidebar]), Window(status, height=1)]))
    application = Application(layout=layout, input=DummyInput(), output=WideOutput(), full_screen=True)
    completions = 0
    with set_app(application):
        for step in range(ROUNDS):
            for character in f"call function_{step % 300}(a, b)\n":
                editor.buffer.insert_text(character)
            document: Document = editor.document
            completions += len(list(editor.completer.get_completions(Document("func"), None)))
            completions += len(document.find_all("call")) + document.cursor_position_row
            application.renderer.render(application, layout)
            if step % 20 == 19:
                editor.buffer.undo()
                editor.buffer.cursor_up(3)
    return completions


def main() -> None:
    print(asyncio.run(edit()))


if __name__ == "__main__":
    main()
