import re

from deploy.local.home import CLONE
from tests.architecture.conftest import refuse

ROW = re.compile(r"^\| `([a-z-]+)` \|", re.MULTILINE)
MARK = re.compile(r'mark\.fault\("([a-z-]+)"\)')


def test_every_row_of_the_table_of_faults_is_shown_by_a_test():
    rows = set(ROW.findall((CLONE / "docs" / "faults.md").read_text()))

    shown = {
        row for test in CLONE.glob("tests/**/test_*.py") for row in MARK.findall(test.read_text())
    }

    assert len(rows) == 10
    refuse(sorted(rows - shown), "Mark a test with these rows of docs/faults.md:")
    refuse(sorted(shown - rows), "These rows do not stand in docs/faults.md:")
