package loopbreaker.bench;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import loopbreaker.v1.ContactEventOuterClass.ContactEvent;
import loopbreaker.v1.ContactEventOuterClass.Direction;
import loopbreaker.v1.ContactEventOuterClass.Outcome;

/** Active at t when {@code atLeast} of a customer's facts that it counts lie in (t - within, t]. */
public record CountRule(String id, Predicate<ContactEvent> counts, int atLeast, Duration within) {
  /** Those of bench/peers/two.yaml. */
  public static final List<CountRule> TWO =
      List.of(
          new CountRule("third-failed-visit", CountRule::isFailedVisit, 3, Duration.ofDays(90)),
          new CountRule("repeat-contact", CountRule::isInboundContact, 2, Duration.ofDays(7)));

  private static boolean isFailedVisit(ContactEvent event) {
    if (!event.hasVisitCompleted()) return false;
    Outcome.Value outcome = event.getVisitCompleted().getOutcome();
    return outcome == Outcome.Value.NOT_FIXED || outcome == Outcome.Value.TEMPORARY_FIX;
  }

  private static boolean isInboundContact(ContactEvent event) {
    return event.hasContactEnded() && event.getContactEnded().getDirection() == Direction.Value.INBOUND;
  }
}
