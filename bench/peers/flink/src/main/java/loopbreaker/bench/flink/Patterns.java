package loopbreaker.bench.flink;

import java.util.List;
import java.util.Map;
import loopbreaker.bench.CountRule;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.Collector;

/**
 * A pattern for each rule finds every run of as many facts as it needs within its window. A run that comes while the
 * activity of an earlier one lasts opens nothing, which no pattern can say: {@link OpeningsOfRuns} does.
 */
final class Patterns {
  private static final String RUN = "run";

  static DataStream<Opening> openings(DataStream<Fact> facts) {
    DataStream<Run> runs = runs(facts, 0);
    for (int rule = 1; rule < CountRule.TWO.size(); ++rule) runs = runs.union(runs(facts, rule));
    return runs.keyBy(run -> run.customer).process(new OpeningsOfRuns());
  }

  private static DataStream<Run> runs(DataStream<Fact> facts, int place) {
    CountRule rule = CountRule.TWO.get(place);
    Pattern<Fact, ?> pattern =
        Pattern.<Fact>begin(RUN, AfterMatchSkipStrategy.noSkip())
            .times(rule.atLeast())
            .consecutive()
            .within(rule.within());
    return CEP.pattern(facts.filter(fact -> fact.rule == place).keyBy(fact -> fact.customer), pattern)
        .inEventTime()
        .process(new ToRun(), TypeInformation.of(Run.class));
  }

  private static final class ToRun extends PatternProcessFunction<Fact, Run> {
    private static final long serialVersionUID = 1;

    @Override
    public void processMatch(Map<String, List<Fact>> match, Context context, Collector<Run> out) {
      List<Fact> facts = match.get(RUN);
      Fact last = facts.get(facts.size() - 1);
      out.collect(new Run(last.customer, last.rule, facts.get(0).time, last.time));
    }
  }

  private Patterns() {}
}
