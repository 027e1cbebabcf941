/* SPDX-License-Identifier: MIT */
/* W2 against the answers of independent programs (README.md, part 6). */
#include <math.h>

#include "theory_case.h"

Test(theory_w2, answers)
{
    theory_run run = theory_go("scenarios/verification/w2", 200);
    /* the answer's own error, 0.016, and what is allowed beyond it */
    theory_estimate wait = theory_all_services(&run, SEN_MEASURE_V_MEAN_WAIT, NULL);
    wait.error = sqrt(wait.error * wait.error + 0.016 * 0.016) + 0.03 / 4.5;
    theory_holds(&run, "mean wait of those served", wait, 10.71);
    theory_estimate gave_up = theory_all_services(&run, SEN_MEASURE_LEAVERS, "withdrew");
    gave_up.error += 0.005 * 8805 / 4.5;
    theory_holds(&run, "gave up a replicate", gave_up, 8805.0);
    /* round numbers there: starts, and episodes over, of which those still open are none */
    const double starts = theory_all_services(&run, SEN_MEASURE_STARTS, NULL).mean;
    cr_expect(fabs(starts - 62700.0) < 0.005 * 62700.0, "%g starts", starts);
    cr_expect(fabs(starts + gave_up.mean - 71300.0) < 0.01 * 71300.0, "%g over",
              starts + gave_up.mean);
    theory_end(&run);
}
