"""What `--help` shows to be typed. A test types it."""

RAISE_EXAMPLE = """\
example: an exercise, to every other member

  redphone raise --as GB/duty_desk --status exercise --new-situation "Exercise Lantern" --file - <<'END'
  {"what_happened": "Exercise: people stranded at Port Example",
   "asked": "How many persons could you take in, and by when?",
   "urgency": "immediate", "decides": "duty_officer"}
  END

It may also have: place, country, answer_by_at, happened_at (2026-11-23T16:40:00Z), details, figures.
The same words again are the same call. Exit 4: the call is kept, and nobody is rung until a server runs."""
WHERE = """\
Which node: REDPHONE_HOME names its home (default ./var). Beside the demonstration:
  REDPHONE_HOME=var/demo REDPHONE_NETWORK=rdn-demo redphone doctor
Other settings come from the environment too: REDPHONE_STORE, REDPHONE_URL, REDPHONE_MAIL, ..."""
