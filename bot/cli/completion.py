"""Scripts that let a shell complete the commands and options of the `fengong` command."""

from __future__ import annotations

import argparse

SHELLS = ("bash", "zsh", "fish")
# zsh takes the functions of bash by this module of its own.
_ZSH = "autoload -U +X bashcompinit && bashcompinit\n"
_BASH = """\
_{program}() {{
  local words
  case "${{COMP_WORDS[1]}}" in
{cases}
    *) words="{commands}" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="{commands}"
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _{program} {program}
"""


def script(shell: str, program: str, parser: argparse.ArgumentParser) -> str:
    """The script for a shell, to be read when it starts."""
    commands = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    words = {name: _words(command) for name, command in commands.choices.items()}
    if shell == "fish":
        said = {action.dest: action.help or "" for action in commands._choices_actions}
        return "".join(_fish(program, words, said))
    cases = "\n".join(f'    {name}) words="{" ".join(options)}" ;;' for name, options in words.items())
    filled = _BASH.format(program=program, cases=cases, commands=" ".join(words))
    return _ZSH + filled if shell == "zsh" else filled


def _words(command: argparse.ArgumentParser) -> list[str]:
    """What may follow a command: its options, and words of which it takes one."""
    found: list[str] = []
    for action in command._actions:
        found += action.option_strings or map(str, action.choices or ())
    return found


def _fish(program: str, words: dict[str, list[str]], said: dict[str, str]) -> list[str]:
    lines = []
    for name, following in words.items():
        told = said[name].replace("'", r"\'")
        lines.append(f"complete -c {program} -n __fish_use_subcommand -a {name} -d '{told}'\n")
        seen = f"-n '__fish_seen_subcommand_from {name}'"
        for word in following:
            kind = (
                f"-l {word[2:]}"
                if word.startswith("--")
                else f"-s {word[1:]}"
                if word.startswith("-")
                else f"-a {word}"
            )
            lines.append(f"complete -c {program} {seen} {kind}\n")
    return lines
