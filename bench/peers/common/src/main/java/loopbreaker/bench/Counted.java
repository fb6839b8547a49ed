package loopbreaker.bench;

import java.util.Arrays;

/** What is remembered of a customer for a rule. Public fields, for serialisers that go by them. */
public class Counted {
  /** Of the latest facts that the rule counts: one fewer than it needs, the earliest first. */
  public long[] times = {};

  public Activity activity = new Activity();

  /** Takes the next fact in the order of time. Returns whether it begins an activity. */
  public boolean add(CountRule rule, long time) {
    boolean enough = times.length == rule.atLeast() - 1;
    boolean begins =
        enough && time - times[0] < rule.within().toMillis() && activity.satisfied(rule, times[0], time);
    times = Arrays.copyOfRange(times, enough ? 1 : 0, times.length + 1);
    times[times.length - 1] = time;
    return begins;
  }
}
