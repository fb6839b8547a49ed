package loopbreaker.bench;

/** When a rule is active for a customer. Public fields, for serialisers that go by them. */
public class Activity {
  /** Exclusive, in milliseconds of event time. */
  public long until = Long.MIN_VALUE;

  /** Activities so far, this one included. */
  public int count;

  /**
   * Takes facts that satisfy the rule, of which the earliest and the latest are given; sets come in the order of their
   * latest. Returns whether this begins an activity.
   */
  public boolean satisfied(CountRule rule, long earliest, long latest) {
    // One that ends and begins again at one instant goes on.
    boolean begins = latest > until;
    until = earliest + rule.within().toMillis();
    if (begins) ++count;
    return begins;
  }
}
