package loopbreaker.bench;

import com.google.protobuf.Timestamp;
import loopbreaker.v1.EscalationOuterClass.Escalation;
import loopbreaker.v1.EscalationOuterClass.Scope;
import loopbreaker.v1.EscalationOuterClass.State;

/** What peers write where an activity begins: as loopbreaker has it, but for what it adds from the history. */
public final class Escalations {
  private Escalations() {}

  /** The {@code activity}-th one begins at {@code time}, in milliseconds. */
  public static byte[] opened(String customer, CountRule rule, long time, int activity) {
    return Escalation.newBuilder()
        .setId(idOf(customer, rule))
        .setRevision(activity)
        .setState(State.Value.OPENED)
        .setScope(Scope.Value.CUSTOMER)
        .setRuleId(rule.id())
        .setCustomerId(customer)
        .setOpenedAt(Timestamp.newBuilder().setSeconds(time / 1000))
        .setActivities(activity)
        .build()
        .toByteArray();
  }

  /** Also the record's key. */
  public static String idOf(String customer, CountRule rule) {
    return customer + "|" + rule.id();
  }
}
