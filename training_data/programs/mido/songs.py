"""Composes MIDI songs, saves, loads, merges and plays them against a virtual clock with mido."""

import io
import random

import mido

PROJECT = "mido"
REQUIRES = ["mido"]
SCOPE = ["mido"]
ROUNDS = 23


def song(rng: random.Random, tracks: int, notes: int) -> mido.MidiFile:
    result = mido.MidiFile(ticks_per_beat=480)
    for number in range(tracks):
        track = result.add_track(name=f"track {number}")
        track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(rng.randint(60, 180)), time=0))
        track.append(mido.Message("program_change", program=rng.randint(0, 127), channel=number))
        for _ in range(notes):
            note, speed = rng.randint(40, 90), rng.randint(30, 127)
            track.append(mido.Message("note_on", note=note, velocity=speed, channel=number, time=rng.randint(0, 240)))
            track.append(mido.Message("note_off", note=note, channel=number, time=rng.randint(60, 480)))
            if rng.random() < 0.1:
                track.append(mido.Message("pitchwheel", pitch=rng.randint(-8000, 8000), channel=number))
    return result


def main() -> None:
    rng = random.Random(114)
    total = 0.0
    for _ in range(ROUNDS):
        out = io.BytesIO()
        song(rng, 5, 200).save(file=out)
        loaded = mido.MidiFile(file=io.BytesIO(out.getvalue()))
        total += loaded.length
        for message in loaded:
            if message.type == "note_on" and message.velocity:
                total += message.copy(note=min(message.note + 12, 127)).note + len(message.hex())
        parser = mido.Parser()
        for message in mido.merge_tracks(loaded.tracks):
            if not message.is_meta:
                parser.feed(message.bytes())
        total += sum(len(str(message)) for message in parser)
    print(f"{total:.3f}")


if __name__ == "__main__":
    main()
