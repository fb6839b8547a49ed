// What each figure counts and where its definition comes from, as a report shows it beside the figures.
#pragma once

#include <array>
#include <string_view>

namespace loopbreaker {

enum class Topic : std::uint8_t {
  kResults,
  kWork,
  kParts,
  kToBreak,
  kChanges,
  kEffects,
  kWorkarounds,
  kPiles,
  kWaits,
  kRules
};

struct Definition {
  Topic topic;
  std::string_view term_english;
  std::string_view term_dutch;
  std::string_view english;
  std::string_view dutch;
  std::string_view source;  // empty: of this product
};

inline constexpr auto kDefinitions = std::to_array<Definition>({
    {Topic::kResults, "Loop broken", "Lus doorbroken",
     "A loop that went round and is solved: by a visit that fixed it, a case resolved with no other one open, or by "
     "word and without a return in the time in which the customer may still come back. Coming back is failure demand: "
     "demand caused by a failure to do something, or to do it right.",
     "Een lus die rondging en is opgelost: door een bezoek dat het verhielp, een gesloten zaak terwijl er geen andere "
     "openstaat, of op iemands woord zonder dat de klant terugkwam in de tijd die daarvoor staat. Terugkomen is "
     "vermijdbare vraag: vraag doordat iets niet of niet goed is gedaan.",
     "failure demand: beyondcommandandcontrol.com/failure-demand"},
    {Topic::kResults, "Customer days lost", "Klantdagen verloren",
     "Local days on which a visit was completed or missed by us, less one for the first visit of each loop.",
     "Lokale dagen waarop een bezoek is gedaan of door ons gemist, min één voor het eerste bezoek van elke lus.", ""},
    {Topic::kResults, "Cost", "Kosten",
     "Contacts at the price of the settings, visits at their own fee or else the callout fee of the settings. "
     "Avoidable is all but each loop's first contact and first visit. A first visit that fails costs 2.75 more visits "
     "and 13 more days on average.",
     "Contacten tegen de prijs van de instellingen, bezoeken tegen hun eigen bedrag of anders de voorrijkosten van de "
     "instellingen. Vermijdbaar is alles behalve het eerste contact en het eerste bezoek van elke lus. Een eerste "
     "bezoek dat mislukt kost gemiddeld 2,75 bezoeken en 13 dagen extra.",
     "aquant.io/blog/first-time-fix-rate-faults"},
    {Topic::kResults, "Time to the real solution", "Tijd tot de echte oplossing",
     "From the first sign of a loop to its solution, of all that are solved. Open loops are not in it: while these "
     "grow old, the figure flatters.",
     "Van het eerste teken van een lus tot de oplossing, van alle opgeloste. Open lussen zitten er niet in: zolang die "
     "ouder worden, vleit het cijfer.",
     ""},
    {Topic::kResults, "NPS and who left", "NPS en wie vertrok",
     "NPS is the share of answers of 9 and 10 less the share of 0 to 6. A customer belongs to those who went round "
     "from the moment at which a loop of theirs first did. Who had to contact a company again was 2.5 times as likely "
     "to be disloyal, in one study.",
     "NPS is het aandeel antwoorden van 9 en 10 min het aandeel van 0 tot en met 6. Een klant hoort bij wie rondging "
     "vanaf het moment waarop een lus dat voor het eerst deed. Wie opnieuw contact moest zoeken was in één onderzoek "
     "2,5 keer zo vaak ontrouw.",
     "F. Reichheld, Harvard Business Review, December 2003; "
     "tethr.com/blog/ready-to-eliminate-recontacts-stop-asking-this-question"},
    {Topic::kWork, "Contact", "Contact",
     "An inbound contact other than abandoned and wrong number; what one contact holds of several calls and transfers "
     "counts once.",
     "Een inkomend contact dat niet is afgebroken of verkeerd verbonden; wat bij één contact hoort telt één keer.", ""},
    {Topic::kWork, "Solved at first contact", "Bij het eerste contact opgelost",
     "First contacts of a loop, with none about the same problem in the window before, that have none in the window "
     "after. The same problem: the same loop, or the same category at the same unit. A call within 10 minutes after "
     "the last one is the same call: of those who call again, a quarter do so within 10 minutes. Contacts younger than "
     "the window are left out, whether they came back or not. Problems that need a visit are in it. SQM counts 30 "
     "days, Genesys 7, practice 1 to 30; SQM finds 70 % on average.",
     "Eerste contacten van een lus, zonder ander contact over hetzelfde probleem in het venster ervoor, die er ook "
     "geen hebben in het venster erna. Hetzelfde probleem: dezelfde lus, of dezelfde categorie op hetzelfde adres. Een "
     "gesprek binnen 10 minuten na het vorige is hetzelfde gesprek: van wie opnieuw belt doet een kwart dat binnen 10 "
     "minuten. Contacten jonger dan het venster tellen niet mee, teruggekomen of niet. Problemen die een bezoek nodig "
     "hebben zitten erin. SQM telt 30 dagen, Genesys 7, de praktijk 1 tot 30; SQM vindt gemiddeld 70 %.",
     "sqmgroup.com/resources/library/blog/agents-accountable-call-resolution-index; "
     "help.mypurecloud.com/articles/next-contact-avoidance; wikisum.wiki/wiki/First_Call_Resolution; talkdesk.com "
     "(study of repeat callers)"},
    {Topic::kWork, "Repeat contacts", "Herhaald contact",
     "Contacts with one about the same problem in the window before. What happened before the first day of the data is "
     "not seen.",
     "Contacten met een ander over hetzelfde probleem in het venster ervoor. Wat vóór de eerste dag van de gegevens "
     "gebeurde is niet te zien.",
     "help.mypurecloud.com/articles/next-contact-avoidance"},
    {Topic::kWork, "Fixed at first visit", "Bij het eerste bezoek opgelost",
     "First visits of a loop, with none about the same problem in the window before, that fixed it and have none in "
     "the window after. Visits younger than the window are left out. Planned steps and visits where nobody was home "
     "are no failure of the visit and counted apart. Windows under 30 days flatter; Aquant finds 77 % as the average "
     "of 161 organisations.",
     "Eerste bezoeken van een lus, zonder ander bezoek voor hetzelfde probleem in het venster ervoor, die het "
     "verhielpen en er geen hebben in het venster erna. Bezoeken jonger dan het venster tellen niet mee. Geplande "
     "stappen en bezoeken waar niemand thuis was zijn geen mislukt bezoek en staan apart. Vensters onder de 30 dagen "
     "vleien; Aquant vindt 77 % als gemiddelde van 161 organisaties.",
     "ibm.com/think/topics/first-time-fix-rate; aquant.io/blog/first-time-fix-rate-faults; support.ptc.com "
     "(ServiceMax, repeat visit: 7, 14 or 30 days); "
     "customerthink.com/why-first-time-fix-alone-cant-define-service-performance"},
    {Topic::kParts, "Not below a team", "Niet onder een team",
     "Of contacts that did not solve it, 38 % had their cause with the agent; the rest is the organisation's or the "
     "customer's.",
     "Van contacten die het niet oplosten lag de oorzaak bij 38 % bij de medewerker; de rest is van de organisatie of "
     "de klant.",
     "sqmgroup.com/resources/library/blog/agents-accountable-call-resolution-index"},
    {Topic::kParts, "Interval", "Interval",
     "Of a share by Wilson's method, at 95 %. Contractors with fewer than 30 visits are not shown.",
     "Van een aandeel volgens Wilson, bij 95 %. Aannemers met minder dan 30 bezoeken staan er niet in.",
     "E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212"},
    {Topic::kToBreak, "Order", "Volgorde",
     "By the gravest open escalation (of a vulnerable customer one step higher), then cost, customer days and age. "
     "Rules in the shadow do not count.",
     "Naar de ernstigste open escalatie (van een kwetsbare klant een stap hoger), dan kosten, klantdagen en leeftijd. "
     "Regels in de schaduw tellen niet.",
     ""},
    {Topic::kChanges, "Change", "Verandering",
     "A part or mandate that visits named as missing, another blocker, or a group that a process rule found. Cost and "
     "days are those of the whole loops, whatever else held them up.",
     "Een onderdeel of mandaat dat bezoeken als ontbrekend noemden, een andere belemmering, of een groep die een "
     "procesregel vond. Kosten en dagen zijn die van de hele lussen, wat er verder ook ophield.",
     ""},
    {Topic::kEffects, "Before and after", "Voor en na",
     "Of contacts, problems that went round within 30 days of their first sign, by that day; visits in vain and cost "
     "by their own. Before is a year at most and ends 30 days before the change, after ends 30 days before the last "
     "day: "
     "loops need that time to show, and the bad weeks that lead to a change would have passed without it too. What "
     "lies "
     "between two changes of a category is after the one and before the other.",
     "Van contacten, problemen die binnen 30 dagen na het eerste teken rondgingen, naar die dag; vergeefse bezoeken en "
     "kosten naar hun eigen dag. Voor is hoogstens een jaar en eindigt 30 dagen voor de verandering, na eindigt 30 "
     "dagen voor de laatste dag: lussen hebben die tijd nodig om te blijken, en de slechte weken die tot een "
     "verandering leiden waren ook zonder haar voorbijgegaan. Wat tussen twee veranderingen van een categorie ligt is "
     "na de ene en voor de andere.",
     ""},
    {Topic::kEffects, "Ratio", "Verhouding",
     "After against before, divided by the same of the categories in which nothing was changed, so that what fell "
     "everywhere is not credited to the change. Behind it where it probably lies (95 %, counts taken as Poisson). Only "
     "where 1 is not between them something is shown, and it is shown for the loops.",
     "Na tegenover voor, gedeeld door hetzelfde van de categorieën waarin niets is veranderd, zodat wat overal daalde "
     "niet aan de verandering wordt toegeschreven. Erachter waar zij waarschijnlijk ligt (95 %, aantallen als "
     "Poisson). "
     "Alleen waar 1 daar niet tussen ligt is iets aangetoond, en wel voor de lussen.",
     ""},
    {Topic::kWorkarounds, "Workaround", "Omweg",
     "A loop that was solved with a case_resolved that says so (deviation): somebody left the normal process and "
     "solved "
     "it. Beside it stand loops of the same category that went round as well and were solved as prescribed. That it "
     "went faster is a reason to try it, and no proof: who leaves the process picks the moment.",
     "Een lus die is opgelost met een case_resolved die dat zegt (deviation): iemand verliet het gewone proces en "
     "loste "
     "het op. Ernaast staan lussen van dezelfde categorie die ook rondgingen en volgens het boekje zijn opgelost. Dat "
     "het sneller ging is een reden om het te proberen, en geen bewijs: wie het proces verlaat kiest het moment.",
     ""},
    {Topic::kPiles, "In, out and pile", "In, uit en stapel",
     "Of a desk, escalations from the moment at which they call it until it is over or the ladder goes on (without "
     "regard to pauses). Of a team, loops that were given to it or, until that, in which it did something last, until "
     "they are settled or go to another; a team of which one person is named is left out. Within the lead time: what "
     "went out in time, of the settings' lead_time or lead_times; a team's time does not run while the customer has to "
     "deliver.",
     "Van een loket escalaties, vanaf dat ze het roepen tot ze voorbij zijn of de ladder verdergaat (pauzes niet "
     "meegerekend). Van een team lussen die het kreeg of, tot dan, waarin het als laatste iets deed, tot ze zijn "
     "afgehandeld of naar een ander gaan; een team waarvan één mens wordt genoemd blijft weg. Binnen de doorlooptijd: "
     "wat op tijd eruit ging, volgens lead_time of lead_times; de tijd van een team loopt niet zolang de klant iets "
     "moet leveren.",
     ""},
    {Topic::kPiles, "Trend", "Trend",
     "Of what came in each whole week of the last half year: a line through the logarithm (Poisson, widened where "
     "weeks "
     "scatter more), with where it probably lies (95 %). Superfluous is when the line falls below one a week, if it "
     "goes on as it did: no more than that, and seasons are not in it. Where 0 lies between, nothing is shown to "
     "shrink.",
     "Van wat er elke hele week van het laatste half jaar binnenkwam: een lijn door de logaritme (Poisson, verbreed "
     "waar weken meer uiteenlopen), met waar zij waarschijnlijk ligt (95 %). Overbodig is wanneer de lijn onder één "
     "per week zakt, als het zo doorgaat: meer niet, en seizoenen zitten er niet in. Waar 0 ertussen ligt is geen "
     "daling aangetoond.",
     ""},
    {Topic::kPiles, "Overloaded", "Overbelast",
     "More came in than went out in each of so many weeks (overload_weeks), and together more than chance would do in "
     "one look of two hundred; not in as many first weeks, when every pile that is only just counted grows. A cause of "
     "loops, and nobody's fault.",
     "In elk van zoveel weken (overload_weeks) kwam er meer binnen dan eruit ging, en samen meer dan toeval bij één op "
     "de tweehonderd keer kijken zou doen; niet in evenveel eerste weken, als elke stapel die pas geteld wordt groeit. "
     "Een oorzaak van lussen, en niemands schuld.",
     ""},
    {Topic::kWaits, "Waiting", "Wachten",
     "From wait_started to the end of the wait or of the loop, in calendar time. A wait on the customer also ends when "
     "the customer contacts us or delivers.",
     "Van wait_started tot het eind van het wachten of van de lus, in kalendertijd. Wachten op de klant eindigt ook "
     "als de klant contact zoekt of levert.",
     ""},
    {Topic::kWaits, "Where the time went", "Waar de tijd bleef",
     "From the first sign of a loop until it is solved it waits on the customer or on a third party while somebody has "
     "said so, and else on us, also when nobody said it. After: what was done last to move it on. So neither side is "
     "blamed for the delay of the other.",
     "Van het eerste teken tot de oplossing wacht een lus op de klant of een derde zolang iemand dat heeft gezegd, en "
     "anders op ons, ook als niemand het zei. Na: wat als laatste is gedaan om verder te komen. Zo krijgt de een niet "
     "de schuld van de vertraging van de ander.",
     ""},
    {Topic::kRules, "Of use", "Nuttig",
     "Of the calls that people judged: those acted on (acknowledged, assigned, or solved by hand), against those "
     "dismissed. To the solution is the time from a rule's first call about a loop to the loop's solution.",
     "Van de meldingen waarover mensen oordeelden: opgepakt (bevestigd, toegewezen of met de hand opgelost), tegenover "
     "afgewezen. Tot de oplossing is de tijd van de eerste melding over een lus tot de oplossing.",
     ""},
    {Topic::kRules, "Taken back", "Ingetrokken",
     "Escalations that were withdrawn at least once because a fact came that proved them wrong: one that came late, a "
     "correction, two customers who turned "
     "out to be one. Counted by letting the events of the export pass as they came: in the order of their files, "
     "sorted within --reorder.",
     "Meldingen die minstens een keer zijn ingetrokken doordat een feit kwam dat ze onjuist maakte: een te laat "
     "bericht, een correctie, twee "
     "klanten die er een bleken te zijn. Geteld door de gebeurtenissen van de export te laten passeren zoals ze "
     "kwamen: "
     "in de volgorde van hun bestanden, gesorteerd binnen --reorder.",
     ""},
});

}  // namespace loopbreaker
