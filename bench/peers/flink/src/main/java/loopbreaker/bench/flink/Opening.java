package loopbreaker.bench.flink;

import loopbreaker.bench.CountRule;

/** An activity begins. Public fields, as Flink serialises by them. */
public class Opening {
  public String customer;

  /** Its place in {@link CountRule#TWO}. */
  public int rule;

  /** Milliseconds of event time. */
  public long time;

  /** The how-manieth of this customer and rule. */
  public int activity;

  public Opening() {}

  Opening(String customer, int rule, long time, int activity) {
    this.customer = customer;
    this.rule = rule;
    this.time = time;
    this.activity = activity;
  }
}
