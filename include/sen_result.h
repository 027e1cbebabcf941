/* SPDX-License-Identifier: MIT */
/*
 * What is measured, said once, and what is known of one figure over many replicates.
 *
 * A measure is not a figure: the same measure is told for many services, groups and periods. Its
 * `divisor` turns the whole units of a replicate's record (days, minutes, pence) into the measure's
 * unit (weeks, hours, pounds) and is exact.
 */
#ifndef SEN_RESULT_H
#define SEN_RESULT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum { SEN_BETTER_LOWER, SEN_BETTER_HIGHER, SEN_BETTER_NEITHER } sen_better;

/* The three measures of a state: now, over a time, and ever in the year. */
#define SEN_STATE_ROWS(X, NAME, id, better, words)                                               \
    X(CHILDREN_##NAME, "children_" id, "children", 1, 1, better, "Children: " words,             \
      "Children in this state at the end of the period's last day: " words ".")                  \
    X(CHILD_WEEKS_##NAME, "child_weeks_" id, "child-weeks", 1, 7, better, "Child-weeks: " words, \
      "Child-days spent in this state within the period, divided by 7: " words ".")              \
    X(EVER_##NAME, "children_ever_" id, "children", 1, 1, better,                                \
      "Children ever in the year: " words,                                                       \
      "Children who were in this state on at least one day of the year: " words ".")

/* In the order of sen_state. state's name, id, better when, words */
#define SEN_STATE_MEASURES(X)                                                                     \
    SEN_STATE_ROWS(X, MET, "met", SEN_BETTER_HIGHER,                                              \
                   "served as assessed, or done and not yet due again")                           \
    SEN_STATE_ROWS(X, MET_ELSEWHERE, "met_elsewhere", SEN_BETTER_NEITHER,                         \
                   "served out of area, by overflow, or bought by the family")                    \
    SEN_STATE_ROWS(X, PART_MET, "part_met", SEN_BETTER_LOWER, "served below the assessed amount") \
    SEN_STATE_ROWS(X, WAITING_FUNDING, "waiting_funding", SEN_BETTER_LOWER,                       \
                   "waiting for a panel, or for partners to agree who pays")                      \
    SEN_STATE_ROWS(X, FUNDED_NO_SUPPLY, "funded_no_supply", SEN_BETTER_LOWER,                     \
                   "money or hours agreed, nobody available to provide")                          \
    SEN_STATE_ROWS(X, WAITING, "waiting", SEN_BETTER_LOWER,                                       \
                   "on a list, for assessment or for the help")                                   \
    SEN_STATE_ROWS(X, REFUSED, "refused", SEN_BETTER_LOWER,                                       \
                   "turned down with the need still there")                                       \
    SEN_STATE_ROWS(X, LEFT_LIST, "left_list", SEN_BETTER_LOWER,                                   \
                   "left the list with the need still there")                                     \
    SEN_STATE_ROWS(X, OFFER_UNSUITABLE, "offer_unsuitable", SEN_BETTER_LOWER,                     \
                   "offered something the child cannot use")                                      \
    SEN_STATE_ROWS(X, NOT_WANTED, "not_wanted", SEN_BETTER_NEITHER, "offered and not wanted")     \
    SEN_STATE_ROWS(X, LOST_AT_TRANSITION, "lost_at_transition", SEN_BETTER_LOWER,                 \
                   "dropped at an age edge with the need still there")                            \
    SEN_STATE_ROWS(X, UNNOTICED, "unnoticed", SEN_BETTER_LOWER,                                   \
                   "no agency has identified the need, so nobody can ask for help")               \
    SEN_STATE_ROWS(X, NO_SERVICE, "no_service", SEN_BETTER_LOWER,                                 \
                   "nothing commissioned for this need, age or place")                            \
    SEN_STATE_ROWS(X, NOT_REFERRED, "not_referred", SEN_BETTER_LOWER,                             \
                   "seen by someone, not passed to this help")

/* The four uses of a team's capacity in the unit of its kind. */
#define SEN_USE_ROWS(X, NAME, id, unit, divisor, words)                                           \
    X(NAME##_COMMISSIONED, id "_commissioned", unit, 1, divisor, SEN_BETTER_NEITHER,              \
      words " commissioned", words " that the contract pays for, open days only.")                \
    X(NAME##_IN_POST, id "_in_post", unit, 1, divisor, SEN_BETTER_NEITHER, words " in post",      \
      words " commissioned less posts not funded, not staffed or not clinical.")                  \
    X(NAME##_DELIVERED, id "_delivered", unit, 1, divisor, SEN_BETTER_HIGHER, words " delivered", \
      words " used for a child.")                                                                 \
    X(NAME##_LOST, id "_lost", unit, 1, divisor, SEN_BETTER_LOWER, words " lost",                 \
      words " in post that no child used.")

/* A curve of waits by how they end; category is the weeks. */
#define SEN_BY_ROW(X, NAME, id, better, words)                                                    \
    X(NAME##_BY_SHARE, id "_by_share", "share", 3, 1000000000, better,                            \
      "Share " words " within so many weeks",                                                     \
      "Of those whose clock starts, the share " words " before the weeks of the category are "    \
      "over, at the pace of this period: Aalen-Johansen over days of wait with competing exits. " \
      "Who waited when the period began counts from the wait of then, who still waits at its "    \
      "end as long as that. Empty where nobody was watched, or for shorter than that.")

#define SEN_WAIT_CURVE_ROWS(X)                                                                     \
    SEN_BY_ROW(X, SEEN, "seen", SEN_BETTER_HIGHER, "seen")                                         \
    SEN_BY_ROW(X, ELSEWHERE, "elsewhere", SEN_BETTER_NEITHER, "gone over to a dearer provider")    \
    SEN_BY_ROW(X, REFUSED, "refused", SEN_BETTER_LOWER, "turned down or met by a full list")       \
    SEN_BY_ROW(X, LEFT, "left", SEN_BETTER_LOWER,                                                  \
               "who left unseen (withdrew, no reply, not brought, unsuitable or not wanted)")      \
    SEN_BY_ROW(X, TOO_OLD, "too_old", SEN_BETTER_LOWER, "grown too old unseen")                    \
    SEN_BY_ROW(X, GONE, "gone", SEN_BETTER_NEITHER, "unseen who moved, died or needed it no more") \
    X(RESTRICTED_MEAN_WAIT_WEEKS, "restricted_mean_wait_weeks", "weeks", 1, 7000000,               \
      SEN_BETTER_LOWER, "Mean weeks waited in the first 52",                                       \
      "Mean weeks on the clock within 52 weeks of its start, until seen or gone otherwise, at "    \
      "the pace of this period: the area under the curve of those still waiting.")                 \
    X(COHORT_SEEN_SHARE, "cohort_seen_share", "share", 3, 1, SEN_BETTER_HIGHER,                    \
      "Share seen within so many weeks, by start of clock",                                        \
      "Of clocks that started in the period, those that stopped by being seen before the weeks "   \
      "of the category were over. Empty for a period whose last clocks the run does not follow "   \
      "for so long. Who waited on the first day of the run is in none.")

/* name, id, unit, decimals shown, divisor, better when, label, definition */
#define SEN_MEASURES(X)                                                                            \
    SEN_STATE_MEASURES(X)                                                                          \
    /* kinds of help: category is the kind */                                                      \
    X(REQUIREMENT_CHILDREN, "requirement_children", "children", 1, 1, SEN_BETTER_NEITHER,          \
      "Children who need this help",                                                               \
      "Children with a requirement of this kind at the end of the period's last day, seen or "     \
      "not. Never added up over kinds of help.")                                                   \
    X(KNOWN_UNMET_CHILDREN, "known_unmet_children", "children", 1, 1, SEN_BETTER_LOWER,            \
      "Children with known unmet need",                                                            \
      "Children whose need for this help has been seen and is not met, or met in part: part_met, " \
      "not_referred, no_service, waiting_funding, funded_no_supply, waiting, refused, left_list, " \
      "lost_at_transition, offer_unsuitable.")                                                     \
    X(HIDDEN_UNMET_CHILDREN, "hidden_unmet_children", "children", 1, 1, SEN_BETTER_LOWER,          \
      "Children with estimated hidden need",                                                       \
      "Children with a need for this help that no agency has identified, though parents or "       \
      "school "                                                                                    \
      "may have noticed it. An estimate that rests on the "                                        \
      "prevalence in the scenario, never on a list.")                                              \
    X(PART_MET_SHORT_SHARE, "part_met_short_share", "share", 3, 1, SEN_BETTER_LOWER,               \
      "Share of assessed hours not delivered",                                                     \
      "Hours assessed less hours delivered, over hours assessed, of packages being delivered.")    \
    X(CONCERNS, "concerns", "children", 1, 1, SEN_BETTER_NEITHER, "First concerns",                \
      "Children in whom a need for this help was first noticed in the period, by anybody; or for " \
      "whom it fell due then, noticed before. Of the run only: who had been noticed by the first " \
      "day is not in it.")                                                                         \
    X(HELPED_IN_YEAR_SHARE, "helped_in_year_share", "share", 3, 1, SEN_BETTER_HIGHER,              \
      "Share helped within a year of the first concern",                                           \
      "Of first concerns of the period, the share helped (met, elsewhere or in part) within 52 "   \
      "weeks, whatever came between. Empty for a period whose last concerns the run does not "     \
      "follow for so long.")                                                                       \
    X(CONCERN_GONE_SHARE, "concern_gone_share", "share", 3, 1, SEN_BETTER_NEITHER,                 \
      "Share whose need ended unhelped within a year",                                             \
      "Of first concerns of the period, the share who within 52 weeks no longer needed it, grew "  \
      "too old, moved or died before they were helped. The rest are still without.")               \
    X(CONCERN_TO_HELP_WEEKS, "concern_to_help_weeks", "weeks", 1, 7, SEN_BETTER_LOWER,             \
      "Mean weeks from first concern to help (helped within a year only)",                         \
      "Secondary. Of first concerns of the period that were helped within 52 weeks, mean weeks "   \
      "from concern to first help; those helped later or not at all are not in it, so read it "    \
      "beside the share helped.")                                                                  \
    /* services */                                                                                 \
    X(REFERRALS, "referrals", "referrals", 1, 1, SEN_BETTER_NEITHER, "Referrals",                  \
      "Referrals received in the period.")                                                         \
    X(FALSE_REFERRALS, "false_referrals", "referrals", 1, 1, SEN_BETTER_LOWER,                     \
      "Referrals without the need",                                                                \
      "Referrals of children who turn out not to need the service; they use its capacity.")        \
    X(ACCEPTED, "accepted", "referrals", 1, 1, SEN_BETTER_NEITHER, "Referrals accepted",           \
      "Referrals accepted at triage in the period.")                                               \
    X(STARTS, "starts", "referrals", 1, 1, SEN_BETTER_HIGHER, "Starts",                            \
      "Referrals whose help began in the period.")                                                 \
    X(COMPLETIONS, "completions", "referrals", 1, 1, SEN_BETTER_HIGHER, "Completions",             \
      "Referrals whose last stage was finished in the period.")                                    \
    X(RETURNS, "returns", "referrals", 1, 1, SEN_BETTER_LOWER, "Returns",                          \
      "Referrals of children who come back after discharge.")                                      \
    X(LEAVERS, "leavers", "referrals", 1, 1, SEN_BETTER_LOWER, "Leavers",                          \
      "Referrals that ended without the help; category is the reason, all of them in `all`.")      \
    X(MISSED_SESSIONS, "missed_sessions", "sessions", 1, 1, SEN_BETTER_LOWER, "Sessions missed",   \
      "Sessions used up because the child was not brought.")                                       \
    X(LIST_SIZE, "list_size", "referrals", 1, 1, SEN_BETTER_LOWER, "Waiting",                      \
      "Referrals whose wait goes on at the end of the period's last day.")                         \
    X(WAIT_BAND, "wait_band", "referrals", 1, 1, SEN_BETTER_LOWER, "Waiting, by weeks waited",     \
      "Of those still waiting, by weeks waited so far; category is the band, lower edge in, "      \
      "upper edge out.")                                                                           \
    X(WAIT_MEDIAN_WEEKS, "wait_median_weeks", "weeks", 1, 1000000, SEN_BETTER_LOWER,               \
      "Median wait so far",                                                                        \
      "Median weeks waited so far of those still waiting, as NHS England reads it from weekly "    \
      "bands: in proportion between the edges of the band that holds it.")                         \
    X(WAIT_P92_WEEKS, "wait_p92_weeks", "weeks", 1, 1000000, SEN_BETTER_LOWER,                     \
      "92nd percentile of waits so far",                                                           \
      "Weeks that 92 in 100 of those still waiting have not exceeded so far, read from weekly "    \
      "bands in proportion between their edges.")                                                  \
    SEN_WAIT_CURVE_ROWS(X)                                                                         \
    X(WITHIN_TARGET_SHARE, "waiting_within_target_share", "share", 3, 1, SEN_BETTER_HIGHER,        \
      "Share of the list within target",                                                           \
      "Of those still waiting, the share whose clock has not reached its target.")                 \
    X(OPEN_LATE, "open_late", "referrals", 1, 1, SEN_BETTER_LOWER, "Waiting and already late",     \
      "Open cases whose clock has passed its target; category is the basis of the duty.")          \
    X(BREACHES, "breaches", "referrals", 1, 1, SEN_BETTER_LOWER, "Breaches",                       \
      "Clocks that passed their target day in the period; category is the basis of the duty.")     \
    X(STOPPED_IN_TIME_SHARE, "stopped_in_time_share", "share", 3, 1, SEN_BETTER_HIGHER,            \
      "Share stopped in time (completed only)",                                                    \
      "Secondary. Of clocks that stopped in the period, the share that stopped in time; those "    \
      "still open, the latest of all, are not in it.")                                             \
    X(PART_OPEN_LATE, "part_open_late", "referrals", 1, 1, SEN_BETTER_LOWER,                       \
      "Open and late in a part",                                                                   \
      "Open cases past the target of a part of the time; category is the part.")                   \
    X(PART_BREACHES, "part_breaches", "referrals", 1, 1, SEN_BETTER_LOWER, "Breaches of a part",   \
      "Parts of the time that passed their target day in the period; category is the part.")       \
    X(PART_EXEMPT, "part_exempt", "referrals", 1, 1, SEN_BETTER_NEITHER, "Exempt in a part",       \
      "Parts that ended past their target and are exempt, because schools were closed meanwhile; " \
      "category is the part.")                                                                     \
    X(PART_IN_TIME_SHARE, "part_in_time_share", "share", 3, 1, SEN_BETTER_HIGHER,                  \
      "Share of a part ended in time (completed only)",                                            \
      "Secondary. Of parts that ended in the period and are not exempt, the share that ended in "  \
      "time; those still open are not in it. Category is the part.")                               \
    X(DUTIES_LATE, "duties_late", "duties", 1, 1, SEN_BETTER_LOWER, "Open duties late, by owner",  \
      "Clocks and parts of them that are open past their target, one case perhaps in several; "    \
      "category is whose duty it is.")                                                             \
    X(PLAN_HOLDERS, "plan_holders", "plans", 1, 1, SEN_BETTER_NEITHER, "Plans held",               \
      "Plans of this layer that are held at the end of the last day, with or without a need for "  \
      "one; category is the layer.")                                                               \
    X(APPEALS, "appeals", "appeals", 1, 1, SEN_BETTER_LOWER, "Appeals",                            \
      "Appeals against being turned down, made in the period.")                                    \
    X(APPEALS_UPHELD, "appeals_upheld", "appeals", 1, 1, SEN_BETTER_NEITHER, "Appeals upheld",     \
      "Appeals that came out in the period and after which the case goes on.")                     \
    X(MEAN_COMPLETED_WAIT_WEEKS, "mean_completed_wait_weeks", "weeks", 1, 7, SEN_BETTER_LOWER,     \
      "Mean wait of those who started (completed only)",                                           \
      "Secondary. Mean weeks waited by those whose help began in the period; those still "         \
      "waiting are not in it.")                                                                    \
    /* stages */                                                                                   \
    X(STAGE_LIST_SIZE, "stage_list_size", "referrals", 1, 1, SEN_BETTER_LOWER,                     \
      "Waiting for this stage", "Referrals waiting for this stage at the end of the last day.")    \
    X(STAGE_JOINED, "stage_joined", "referrals", 1, 1, SEN_BETTER_NEITHER, "Joined this stage",    \
      "Referrals that came to this stage in the period.")                                          \
    X(STAGE_STARTED, "stage_started", "referrals", 1, 1, SEN_BETTER_HIGHER, "Started this stage",  \
      "Referrals whose service at this stage began in the period.")                                \
    X(STAGE_DONE, "stage_done", "referrals", 1, 1, SEN_BETTER_HIGHER, "Finished this stage",       \
      "Referrals that finished this stage in the period.")                                         \
    X(STAGE_WAIT_WEEKS, "stage_wait_weeks", "weeks", 1, 7, SEN_BETTER_LOWER,                       \
      "Mean weeks waited for this stage",                                                          \
      "Of those who began this stage in the period and came to it after the first day of the "     \
      "run, mean weeks from coming to it. Those still waiting are not in it.")                     \
    X(STAGE_TIME_WEEKS, "stage_time_weeks", "weeks", 1, 7, SEN_BETTER_NEITHER,                     \
      "Mean weeks in this stage, the wait for it included",                                        \
      "Of those who finished this stage in the period and came to it after the first day of the "  \
      "run, mean weeks from coming to it. Those who left are not in it.")                          \
    /* teams: provider_id is the team */                                                           \
    SEN_USE_ROWS(X, PLACES, "place_weeks", "place-weeks", 7, "Place-weeks")                        \
    SEN_USE_ROWS(X, SESSIONS, "sessions", "sessions", 1, "Sessions")                               \
    SEN_USE_ROWS(X, HOURS, "hours", "hours", 60, "Hours")                                          \
    SEN_USE_ROWS(X, BUDGET, "budget", "GBP", 100, "Pounds")                                        \
    X(UTILISATION_SHARE, "utilisation_share", "share", 3, 1, SEN_BETTER_HIGHER, "Utilisation",     \
      "Capacity delivered over capacity in post.")                                                 \
    X(HOURS_AGREED, "hours_agreed", "hours", 1, 60, SEN_BETTER_NEITHER, "Hours agreed",            \
      "Hours agreed for packages in the period.")                                                  \
    X(HOURS_ASSESSED, "hours_assessed", "hours", 1, 60, SEN_BETTER_NEITHER, "Hours assessed",      \
      "Hours assessed of packages being delivered.")                                               \
    X(HOURS_UNSPENT, "hours_unspent", "hours", 1, 60, SEN_BETTER_LOWER, "Hours agreed, unspent",   \
      "Hours agreed less hours delivered in the period.")                                          \
    X(BUDGET_AGREED, "budget_agreed", "GBP", 0, 100, SEN_BETTER_NEITHER, "Money agreed",           \
      "Pounds agreed for cases in the period.")                                                    \
    X(BUDGET_LAPSED, "budget_lapsed", "GBP", 0, 100, SEN_BETTER_LOWER, "Budget lapsed",            \
      "Pounds of a year's budget that were not spent and not carried into the next.")              \
    X(OVERSPEND, "overspend", "GBP", 0, 100, SEN_BETTER_LOWER, "Overspend",                        \
      "Pounds committed beyond the budget.")                                                       \
    X(COST, "cost", "GBP", 0, 100, SEN_BETTER_LOWER, "Cost",                                       \
      "Cost at the scenario's price base, of teams and checks; funder is who pays.")               \
    /* checks: category is the check */                                                            \
    X(CHECKS_DUE, "checks_due", "checks", 1, 1, SEN_BETTER_NEITHER, "Checks due",                  \
      "Children who came to the age or school year of this check.")                                \
    X(CHECKS_DONE, "checks_done", "checks", 1, 1, SEN_BETTER_HIGHER, "Checks done",                \
      "Checks carried out.")                                                                       \
    X(COVERAGE_SHARE, "coverage_share", "share", 3, 1, SEN_BETTER_HIGHER, "Coverage",              \
      "Checks done over checks due. Coverage is not unmet need.")                                  \
    X(CHECKS_FOUND, "checks_found", "children", 1, 1, SEN_BETTER_HIGHER, "Needs found by checks",  \
      "Needs first noticed at this check.")                                                        \
    X(CHECKS_FALSE, "checks_false", "children", 1, 1, SEN_BETTER_LOWER, "False alarms of checks",  \
      "Children without any need who were passed on by this check.")                               \
    X(CHECKS_COST, "checks_cost", "GBP", 0, 100, SEN_BETTER_LOWER, "Cost of checks",               \
      "Price of the checks done.")                                                                 \
    /* the area */                                                                                 \
    X(POPULATION, "population_children", "children", 1, 1, SEN_BETTER_NEITHER,                     \
      "Children and young people", "Children aged 0 to 25 in the area at the end of the day.")     \
    X(BORN, "population_born", "children", 1, 1, SEN_BETTER_NEITHER, "Births", "Births.")          \
    X(JOINED, "population_joined", "children", 1, 1, SEN_BETTER_NEITHER, "Moved in",               \
      "Children who moved into the area.")                                                         \
    X(DIED, "population_died", "children", 1, 1, SEN_BETTER_NEITHER, "Deaths", "Deaths.")          \
    X(MOVED, "population_moved", "children", 1, 1, SEN_BETTER_NEITHER, "Moved away",               \
      "Children who moved out of the area.")                                                       \
    X(TURNED_26, "population_turned_26", "children", 1, 1, SEN_BETTER_NEITHER, "Turned 26",        \
      "Young people who reached their 26th birthday.")                                             \
    X(NEEDS_NOTICED, "needs_noticed", "needs", 1, 1, SEN_BETTER_HIGHER, "Needs noticed",           \
      "Needs seen by someone for the first time.")                                                 \
    X(NEEDS_IDENTIFIED, "needs_identified", "needs", 1, 1, SEN_BETTER_HIGHER, "Needs identified",  \
      "Needs identified by an agency.")                                                            \
    X(ASSESSMENTS, "assessments", "assessments", 1, 1, SEN_BETTER_NEITHER, "Assessments begun",    \
      "Assessments of a child by any service that began in the school year: stages that the "      \
      "scenario says assess.")                                                                     \
    X(ASSESSMENTS_A_CHILD, "assessments_a_child", "a child", 2, 1, SEN_BETTER_LOWER,               \
      "Separate assessments a child assessed",                                                     \
      "Assessments begun in the school year over the children who had at least one.")              \
    X(ASSESSED_OFTEN_SHARE, "assessed_often_share", "share", 3, 1, SEN_BETTER_LOWER,               \
      "Share assessed three times or more",                                                        \
      "Of children assessed in the school year, the share assessed separately three times or "     \
      "more.")                                                                                     \
    X(OPENING_GIVEN, "opening_given", "needs", 1, 1, SEN_BETTER_NEITHER,                           \
      "Needs given so that the opening lists fit",                                                 \
      "Needs given to children because too few had one that the opening entry could be placed "    \
      "with; category is the entry.")                                                              \
    /* outcomes: category is the outcome; by need, the one with the highest rate */                \
    X(OUTCOME_CHILDREN, "outcome_children", "children", 1, 1, SEN_BETTER_LOWER,                    \
      "Children to whom it happens",                                                               \
      "Children with a need to whom the outcome happens in the school year, once or more; "        \
      "category is the outcome.")                                                                  \
    X(OUTCOME_EVENTS, "outcome_events", "events", 1, 1, SEN_BETTER_LOWER, "Events",                \
      "Events of the outcome to children with a need in the school year.")                         \
    X(OUTCOME_SESSIONS, "outcome_sessions", "half-days", 0, 1, SEN_BETTER_LOWER,                   \
      "Half-days missed",                                                                          \
      "Half-days of school that children with a need miss in the school year.")                    \
    X(OUTCOME_POINTS, "outcome_points", "points", 2, 1, SEN_BETTER_HIGHER, "Points a child",       \
      "Context: mean points scored by children with a need at the age of the outcome. No service " \
      "moves them here.")                                                                          \
    X(OUTCOME_RATE, "outcome_rate", "a child", 3, 1, SEN_BETTER_LOWER, "Rate a child",             \
      "Children to whom it happens, events, or half-days, over the children with a rate.")         \
    X(LOOP_REFERRALS, "loop_referrals", "referrals", 1, 1, SEN_BETTER_LOWER,                       \
      "Asked for because of unmet need",                                                           \
      "Times that lasting unmet need led to asking for another service; category is the loop.")    \
    /* the verification set, over the whole run from report.from_day */                            \
    X(V_MEAN_WAIT, "verify_mean_wait_days", "days", 4, 1, SEN_BETTER_NEITHER, "Mean wait",         \
      "Mean days waited by those who started.")                                                    \
    X(V_MEAN_SQUARE_WAIT, "verify_mean_square_wait_days2", "days squared", 4, 1,                   \
      SEN_BETTER_NEITHER, "Mean square wait", "Mean of squared days waited by those who started.") \
    X(V_SHARE_WHO_WAIT, "verify_share_who_wait", "share", 4, 1, SEN_BETTER_NEITHER,                \
      "Share who wait",                                                                            \
      "Of those who started, the share who did not start on the day they asked.")                  \
    X(V_MEAN_LIST, "verify_mean_list", "referrals", 4, 1, SEN_BETTER_NEITHER, "Mean list",         \
      "Time average of the number waiting.")                                                       \
    X(V_THROUGHPUT, "verify_throughput_per_day", "a day", 4, 1, SEN_BETTER_NEITHER, "Throughput",  \
      "Completions a day.")                                                                        \
    X(V_START_RATE, "verify_starts_per_day", "a day", 4, 1, SEN_BETTER_NEITHER, "Starts a day",    \
      "Starts a day.")                                                                             \
    X(V_LIST_FULL_SHARE, "verify_list_full_share", "share", 4, 1, SEN_BETTER_NEITHER,              \
      "Share turned away", "Of referrals, the share turned away because the list was full.")       \
    X(V_WITHDREW_SHARE, "verify_withdrew_share", "share", 4, 1, SEN_BETTER_NEITHER,                \
      "Share who gave up", "Of referrals, the share whose patience ended.")                        \
    X(V_IN_USE, "verify_in_use", "units", 4, 1, SEN_BETTER_NEITHER, "Capacity in use",             \
      "Time average a day of the team's capacity in use: places, sessions a day, minutes a day.")  \
    X(V_UTILISATION, "verify_utilisation", "share", 4, 1, SEN_BETTER_NEITHER, "Utilisation",       \
      "Capacity delivered over capacity in post.")                                                 \
    /* the referral ledger (report.referral_states); category is the state */                      \
    X(REFERRAL_STOCK, "referral_state_stock", "referrals", 1, 1, SEN_BETTER_NEITHER,               \
      "Referrals in this state", "Referrals in this state at the end of the last day.")            \
    X(REFERRAL_WEEKS, "referral_state_weeks", "referral-weeks", 1, 7, SEN_BETTER_NEITHER,          \
      "Weeks in this state", "Days spent in this state within the period, divided by 7.")          \
    X(REFERRAL_IN, "referral_state_in", "referrals", 1, 1, SEN_BETTER_NEITHER,                     \
      "Entered this state", "Referrals that entered this state in the period.")                    \
    X(REFERRAL_OUT, "referral_state_out", "referrals", 1, 1, SEN_BETTER_NEITHER,                   \
      "Left this state", "Referrals that left this state in the period.")

typedef enum {
#define SEN_MEASURE_ROW(name, id, unit, decimals, divisor, better, label, definition) \
    SEN_MEASURE_##name,
    SEN_MEASURES(SEN_MEASURE_ROW)
#undef SEN_MEASURE_ROW
        SEN_MEASURE_COUNT
} sen_measure_index;

/* The three measures of state s of sen_state. */
#define SEN_MEASURE_CHILDREN(s)    (SEN_MEASURE_CHILDREN_MET + 3 * (int32_t)(s))
#define SEN_MEASURE_CHILD_WEEKS(s) (SEN_MEASURE_CHILD_WEEKS_MET + 3 * (int32_t)(s))
#define SEN_MEASURE_EVER(s)        (SEN_MEASURE_EVER_MET + 3 * (int32_t)(s))

typedef struct {
    const char *id;   /* known_unmet_children */
    const char *unit; /* children, share, GBP, weeks, ... */
    int32_t decimals; /* shown on pages and screens; files hold %.12g */
    int32_t divisor;  /* whole units of a record in one unit: 7, 60, 100 or 1 */
    sen_better better;
    const char *label, *definition;
} sen_measure;

extern const sen_measure sen_measures[SEN_MEASURE_COUNT];
const char *sen_better_id(sen_better better); /* lower, higher, neither */

/*
 * Between which two values a percentile of the 5th, 50th and 95th lies, at 95 %: order statistics,
 * whatever the figure's law (sim/stats/order.h). Not known where there are too few replicates: fewer
 * than 6 for the 50th and 72 for the others, more where draws are shared.
 */
typedef struct {
    double lower[3], upper[3];
    bool known[3];
} sen_around;

/*
 * One figure over R replicates, in the measure's unit. Quantiles are the empirical inverse: the
 * least value that at least a share q of the replicates do not exceed (order statistic ceil(q n)).
 */
typedef struct {
    int32_t n;       /* replicates that have the figure */
    bool has_error;  /* false with fewer than two: mc_error is not known */
    double mean;     /* of a ratio: ratio of sums */
    double mc_error; /* standard error of the mean: sd / sqrt(n), jackknife for a ratio */
    double p05, p50, p95;
    sen_around around;
    bool not_modelled; /* rests on effects or loops that are off; n is 0 */
    bool unknown;      /* rests on a value that nobody knows; n is 0 */
    bool confidential; /* published under a small-number rule: n is 0 where it is withheld, else the
                        * mean is rounded and the rest is not a number */
    bool low;          /* the same: rounds to 0 and is not 0; n is 0 */
    /* where several replicates share a draw of the uncertain numbers: stats/draws.h */
    int32_t draws;               /* that have the figure */
    bool split;                  /* the four below are known */
    double sd_chance, sd_inputs; /* of one replicate, from one draw to another */
    double p05_inputs, p95_inputs;
} sen_summary;

/* Scenario less baseline, replicate by replicate, over replicates in which both have the figure. */
typedef struct {
    int32_t n;
    bool has_error;                  /* false with fewer than two: the interval is not known */
    double mean;                     /* of a ratio: difference of the two ratios of sums */
    double mc_lower_95, mc_upper_95; /* Student t on n - 1 degrees of freedom */
    double p05, p50, p95;
    sen_around around;
    double chance_better, chance_same, chance_worse; /* shares of replicates; neither: all 0 */
    bool not_modelled; /* nothing in one of the two moves it: no effect is on; n is 0 */
    bool unknown;      /* one of the two rests on a value that nobody knows; n is 0 */
    bool confidential; /* one of the two is withheld or rounded; n is 0 */
} sen_difference;

#endif
