#include "schema/words.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace loopbreaker::schema {
namespace {

struct Entry {
  std::string_view name;
  std::string_view words;
};

constexpr auto kEvents = std::to_array<Entry>({
    {"contact_started", "Somebody is on the line."},
    {"contact_transferred", "The customer was passed on to another team."},
    {"contact_ended", "A call, chat, mail or letter came to its end."},
    {"self_service_failed", "The portal let the customer down."},
    {"raised", "Somebody says by hand that this goes wrong."},
    {"case_opened", "A case was opened."},
    {"case_assigned", "A case got an owner or a team."},
    {"case_resolved", "A case was closed as solved."},
    {"case_reopened", "A case that was solved was not."},
    {"work_order_created", "Work was ordered."},
    {"work_order_cancelled", "Ordered work was called off."},
    {"visit_scheduled", "A visit was planned, or moved."},
    {"visit_completed", "Somebody stood there; the outcome says whether it helped."},
    {"visit_missed", "The visit did not take place, and nobody had said so."},
    {"visit_cancelled", "The visit was called off."},
    {"blocker_lifted", "What stopped the work is there: the part, the permission."},
    {"promise_made", "We said that we would do something by a time."},
    {"promise_kept", "We did what we had promised."},
    {"promise_withdrawn", "We told the customer that the promise no longer holds."},
    {"wait_started", "From now on the next step is somebody else's."},
    {"wait_ended", "Nobody is waited for any more."},
    {"customer_delivered", "What the customer had to send came in."},
    {"authority_requested", "A mandate was asked for."},
    {"authority_decided", "A mandate was given or refused."},
    {"letter_sent", "A letter went out."},
    {"survey_answered", "The customer said how it went."},
    {"customer_left", "The customer is no longer ours."},
    {"sale_made", "The customer bought something."},
    {"lead_noted", "The customer may want to buy something."},
    {"supervisor_acted", "A person did something about an escalation."},
    {"process_changed", "From now on we work otherwise in a category."},
});

// "event.field" where the plain name would say the wrong thing.
constexpr auto kFields = std::to_array<Entry>({
    {"source", "The system that says so. With `id` it is the identity of the event."},
    {"id", "The event within its source; what comes twice counts once."},
    {"revision", "A higher one of the same source and id replaces the earlier event."},
    {"deleted", "true takes the event back."},
    {"event_time", "When it happened, by the clock of the source."},
    {"customer_id", "The customer."},
    {"unit_id", "The home, meter, line or machine that it is about."},
    {"category", "What it is about, from broad to narrow: plumbing/leak."},
    {"contact_id", "Ties together what belongs to one call, chat or letter."},
    {"case_id", "The case. Facts of one case belong to one problem."},
    {"work_order_id", "The work order. Facts of one order belong to one problem."},
    {"visit_id", "The visit. Facts of one visit belong to one problem."},
    {"promise_id", "The promise, so that it can be kept."},
    {"channel", "How we were in touch."},
    {"team", "Who did it."},
    {"agent", "The person, best as a pseudonym: counted, never shown."},
    {"region", "Where it is, if the unit does not say."},
    {"complex", "The building or site, if the unit does not say."},
    {"identifiers", "A phone number, mail address or account, where the customer is not known by name."},
    {"note", "The least that tells the next person what is going on."},
    {"subject", "The category, or the subject that the settings give it."},
    {"after_letter", "true: the contact came within `letter_window` after a letter to this customer."},
    {"direction", "Who began: INBOUND is the customer, OUTBOUND are we."},
    {"queue", "The line in which the customer waited."},
    {"from_team", "The team that passed it on."},
    {"to_team", "The team that has to do it now."},
    {"disposition", "How the contact ended, as the agent put it down."},
    {"handle_time", "How long it kept the agent busy."},
    {"system", "The portal or app."},
    {"step", "How far the customer came."},
    {"line", "What the person says, in one line."},
    {"owner", "Who has the case."},
    {"resolution", "How it was solved."},
    {"deviation", "true: the normal process was left to get it solved."},
    {"deviation_note", "What was done otherwise."},
    {"starts", "When the visit begins."},
    {"ends", "When the visit should be over."},
    {"outcome", "Whether the visit helped. STEP_DONE is a planned step of several."},
    {"blockers", "What was missing or in the way."},
    {"diagnosis", "What is wrong, as the fitter sees it."},
    {"parts_missing", "The parts by name or number, always written alike."},
    {"authorisation_missing", "The mandates that were missing, by name."},
    {"contractor", "The firm that did it."},
    {"technician", "The person, best as a pseudonym: counted, never shown."},
    {"fee_cents",
     "What this visit costs, in cents and without comma: 7550 is 75.50. Without it, the fee of the settings."},
    {"by", "Whose doing it was."},
    {"blocker", "What is no longer in the way."},
    {"detail", "Which one."},
    {"due", "When we said that it would be done."},
    {"to_do", "What was promised."},
    {"on", "Who is waited for."},
    {"reason", "Why."},
    {"supervisor_acted.reason", "Why it was dismissed. PLANNED_WORK begins counting anew."},
    {"mandate", "The permission by name."},
    {"level", "Who has to decide."},
    {"granted", "true: it may be done."},
    {"letter_code", "Which letter."},
    {"batch_id", "The mailing that it was part of."},
    {"nps", "Would the customer recommend us, 0 to 10."},
    {"csat", "How content the customer is, 1 to 5."},
    {"amount_cents", "The amount in cents, without comma."},
    {"product", "What the customer may want."},
    {"escalation_id", "The escalation, by its id."},
    {"rule_id", "The rule whose escalation it is."},
    {"action", "What the person did."},
    {"assignee", "Who has to act."},
    {"until", "Until when it holds; left out: always."},
    {"supervisor_acted.until", "Until when the ladder stands still."},
    {"comment", "What the person adds in words."},
    {"decision", "Whether it will be done."},
    {"change_id", "The change by name or number."},
    {"description", "What is different from now on."},
    {"kind", "What kind of identifier it is."},
    {"value", "The identifier itself."},
    {"from", "From when it holds; left out: always."},
    {"wait_started.reason", "What is waited for."},
    {"units", "Where the customer lives or is connected, and when."},
    {"merged_into", "The customer under whose name this one goes on."},
    {"vulnerable", "true: escalations are one severity higher."},
});

constexpr auto kMeasures = std::to_array<Entry>({
    {"contacts", "contacts: times that the customer came to us."},
    {"agents", "agents: different people who took them."},
    {"transfers", "transfers: times that the customer was passed on."},
    {"visits", "visits: visits that took place."},
    {"failed_visits", "failed_visits: visits that did not fix it."},
    {"missed_by_company", "missed_by_company: appointments that we missed."},
    {"missed_by_customer", "missed_by_customer: appointments that the customer missed."},
    {"reopens", "reopens: times that it came back after it was called solved."},
    {"cost_cents", "cost_cents: what contacts and visits cost so far, in cents."},
    {"customer_days", "customer_days: days that the customer had to stay at home."},
    {"age", "age: time since the first sign."},
    {"waiting_on_customer", "waiting_on_customer: time that we waited for the customer."},
    {"waiting_on_company", "waiting_on_company: time that the customer waited for us or others."},
});

std::string_view Find(std::span<const Entry> entries, std::string_view name) {
  const auto at = std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.name == name; });
  return at == entries.end() ? std::string_view() : at->words;
}

}  // namespace

std::string_view WordsOfEvent(std::string_view kind) { return Find(kEvents, kind); }

std::string_view WordsOfField(std::string_view kind, std::string_view field) {
  const std::string_view here = Find(kFields, std::string(kind).append(".").append(field));
  return here.empty() ? Find(kFields, field) : here;
}

std::string_view WordsOfMeasure(std::string_view measure) { return Find(kMeasures, measure); }

}  // namespace loopbreaker::schema
