"""Lets the duty officer of Italy be texted, in the store of a node in a process of its own.

    python -m tests.faults.texting NUMBER       with REDPHONE_HOME and REDPHONE_STORE set

Prints the number, as JSON.
"""

import json
import sys

from tests.founding import set_up


def choose(number: str) -> None:
    from redphone.officers import acts_paths
    from redphone.officers.models import Officer
    from tests.people import seat_of

    duty = Officer.objects.get(email="duty@it.example")
    deputy = seat_of(Officer.objects.get(email="deputy@it.example"))
    path = acts_paths.enter_telephone(by=deputy, officer=duty.pk, way="mobile", number=number)
    acts_paths.set_texting(by=deputy, path=path.pk, texted="at_once", is_watched=False)


if __name__ == "__main__":
    set_up()
    choose(sys.argv[1])
    print(json.dumps(sys.argv[1]))
