package loopbreaker.bench.flink;

import loopbreaker.bench.CountRule;

/** As many facts as a rule needs, within its window. Public fields, as Flink serialises by them. */
public class Run {
  public String customer;

  /** Its place in {@link CountRule#TWO}. */
  public int rule;

  /** Milliseconds of event time, of the first fact and the last. */
  public long earliest;

  public long latest;

  public Run() {}

  Run(String customer, int rule, long earliest, long latest) {
    this.customer = customer;
    this.rule = rule;
    this.earliest = earliest;
    this.latest = latest;
  }
}
