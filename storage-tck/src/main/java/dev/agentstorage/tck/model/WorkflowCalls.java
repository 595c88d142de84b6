package dev.agentstorage.tck.model;

import static dev.agentstorage.tck.model.Expression.call;
import static dev.agentstorage.tck.model.Expression.field;
import static dev.agentstorage.tck.model.Expression.list;

import dev.agentstorage.tck.model.Operation.Call;
import dev.agentstorage.workflow.NewWorkflowRun;
import dev.agentstorage.workflow.StepResultUpdate;
import dev.agentstorage.workflow.WorkflowQuery;
import dev.agentstorage.workflow.WorkflowRun;
import dev.agentstorage.workflow.WorkflowStatePatch;
import dev.agentstorage.workflow.WorkflowStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Calls of the workflow domain, on workflows of the sequence; without {@code prune} and {@code clear}, which would remove the data of other
 * rules.
 */
final class WorkflowCalls implements Domain {
    private static final Expression WORKFLOWS = Expression.storage().then("workflows");
    private static final List<Expression> NAMES = Values.pool("w", "W");
    private static final List<Expression> RUNS = Values.pool("x0", "x1", "X1");
    private static final List<String> SNAPSHOTS = List.of(
            "{}",
            "{\"status\":\"running\",\"context\":{}}",
            "{ \"status\" : \"suspended\", \"context\":{\"s1\":{\"output\":[1,2]}}, \"n\":1.50 }",
            "{\"status\":\"odd\",\"context\":{\"input\":1},\"requestContext\":{\"a\":1},\"z\":null}",
            "{\"status\":7,\"context\":[]}",
            "{\"context\":{},\"context\":{\"s1\":1},\"value\":{\"k\":\"v\"}}",
            "[1]",
            "{\"agentStorage\":{}}");
    private static final List<String> RESULTS = List.of(
            "{\"status\":\"success\",\"output\":[null,{\"__mastra_pending__\":true},3]}",
            "{\"output\":[\"a\",\"b\"],\"x\":1}",
            "{\"output\":{\"a\":1}}",
            "\"done\"",
            "{\"status\":\"running\"}");
    private static final List<String> STEPS = List.of("s1", "s2", "sé", "");

    private final Values values;

    WorkflowCalls(Values values) {
        this.values = values;
    }

    @Override
    public List<Expression> state() {
        List<Expression> state = new ArrayList<>();
        for (Expression name : NAMES) {
            Expression query = call(WorkflowQuery.class, "ofWorkflow", name);
            state.add(WORKFLOWS.then("list", query).then("toList"));
            state.add(WORKFLOWS.then("listHeads", query).then("toList"));
        }
        return state;
    }

    @Override
    public Operation next() {
        Expression name = values.id(NAMES);
        Expression run = values.id(RUNS);
        return new Call(
                switch (values.random().below(22)) {
                    case 0, 1 -> WORKFLOWS.then("create", newRun(name, run));
                    case 2, 3, 4 -> WORKFLOWS.then("save", newRun(name, run));
                    case 5 ->
                        WORKFLOWS.then(
                                "save",
                                newRun(name, run),
                                values.version(WORKFLOWS.then("get", name, run), WorkflowRun.class));
                    case 6, 7 -> WORKFLOWS.then("updateState", name, run, patch());
                    case 8 -> WORKFLOWS.then("updateState", name, run, patch(), statuses());
                    case 9, 10, 11 -> WORKFLOWS.then("updateStepResult", step(name, run));
                    case 12, 13 -> WORKFLOWS.then("updateLabels", name, run, values.metadata());
                    case 14 -> WORKFLOWS.then("delete", name, run);
                    case 15 ->
                        values.chance(30)
                                ? WORKFLOWS.then("eraseResource", values.id(MemoryCalls.RESOURCES))
                                : WORKFLOWS.then("getHead", name, run);
                    case 16 -> WORKFLOWS.then("get", name, run);
                    case 17 -> WORKFLOWS.then("get", run);
                    case 18 -> WORKFLOWS.then("getSnapshot", name, run);
                    case 19 -> values.read(WORKFLOWS.then("listHeads", query()));
                    default -> values.read(WORKFLOWS.then("list", query()));
                },
                false);
    }

    private Expression newRun(Expression name, Expression id) {
        Expression run =
                call(NewWorkflowRun.class, "builder", name, id).then("snapshot", Values.json(values.pick(SNAPSHOTS)));
        run = values.chance(40) ? run.then("resourceId", values.id(MemoryCalls.RESOURCES)) : run;
        run = values.chance(10) ? run.then("clearResourceId") : run;
        run = values.chance(30) ? run.then("labels", values.metadata()) : run;
        run = values.chance(10) ? run.then("clearLabels") : run;
        run = values.chance(30) ? run.then("createdAt", values.time()) : run;
        run = values.chance(30) ? run.then("updatedAt", values.time()) : run;
        return run.then("build");
    }

    private Expression status() {
        return values.chance(70)
                ? field(WorkflowStatus.class, values.pick(List.of("PENDING", "RUNNING", "SUSPENDED")))
                : call(WorkflowStatus.class, "of", "odd");
    }

    private Expression statuses() {
        return call(Set.class, "copyOf", list(values.chance(10) ? List.of() : List.of(status(), status())));
    }

    private Expression patch() {
        Expression patch = call(WorkflowStatePatch.class, "builder");
        patch = values.chance(40) ? patch.then("status", status()) : patch;
        patch = values.chance(10) ? patch.then("clearStatus") : patch;
        patch = values.chance(30) ? patch.then("result", values.any()) : patch;
        patch = values.chance(10) ? patch.then("clearResult") : patch;
        patch = values.chance(20) ? patch.then("suspendedPaths", values.object()) : patch;
        patch = values.chance(20) ? patch.then("error", values.any()) : patch;
        patch = values.chance(20) ? patch.then("member", values.chance(90) ? "n" : "context", values.any()) : patch;
        patch = values.chance(10) ? patch.then("clearMember", "z") : patch;
        return patch.then("build");
    }

    private Expression step(Expression name, Expression run) {
        Expression step = call(StepResultUpdate.class, "builder", name, run)
                .then("stepId", values.pick(STEPS))
                .then("result", Values.json(values.pick(RESULTS)));
        step = values.chance(40) ? step.then("requestContext", values.object()) : step;
        step = values.chance(20) ? step.then("resourceId", values.id(MemoryCalls.RESOURCES)) : step;
        return step.then("build");
    }

    private Expression query() {
        Expression query = call(WorkflowQuery.class, "builder");
        query = values.chance(70)
                ? query.then("workflowName", values.id(NAMES))
                : query.then("resourceId", values.id(MemoryCalls.RESOURCES));
        query = values.chance(20) ? query.then("status", status()) : query;
        query = values.chance(20) ? query.then("labels", values.filter()) : query;
        query = values.chance(20) ? query.then("createdAt", values.range()) : query;
        query = values.chance(50) ? query.then("direction", values.direction()) : query;
        return query.then("build");
    }
}
