package loopbreaker.bench.flink;

import loopbreaker.bench.CountRule;

/** What a rule needs of a fact that it counts. Public fields, as Flink serialises by them. */
public class Fact {
  public String customer;

  /** Its place in {@link CountRule#TWO}. */
  public int rule;

  /** Milliseconds of event time. */
  public long time;

  public Fact() {}

  Fact(String customer, int rule, long time) {
    this.customer = customer;
    this.rule = rule;
    this.time = time;
  }
}
