package loopbreaker.bench.flink;

import loopbreaker.bench.Activity;
import loopbreaker.bench.CountRule;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Of the runs of a customer and rule, those that begin an activity. */
final class OpeningsOfRuns extends KeyedProcessFunction<String, Run, Opening> {
  private static final long serialVersionUID = 1;

  private transient MapState<Integer, Activity> activityOfRule;

  @Override
  public void open(OpenContext context) {
    activityOfRule = getRuntimeContext().getMapState(new MapStateDescriptor<>("activity", Integer.class, Activity.class));
  }

  @Override
  public void processElement(Run run, Context context, Collector<Opening> out) throws Exception {
    Activity activity = activityOfRule.get(run.rule);
    if (activity == null) activity = new Activity();
    boolean begins = activity.satisfied(CountRule.TWO.get(run.rule), run.earliest, run.latest);
    activityOfRule.put(run.rule, activity);
    if (begins) out.collect(new Opening(run.customer, run.rule, run.latest, activity.count));
  }
}
