package dev.agentstorage.tck.engine.report;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment of a run. */
final class Environment {
    private Environment() {}

    /** Returns names and values in display order. */
    static Map<String, String> get() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("os", property("os.name") + " " + property("os.version") + ", " + property("os.arch"));
        environment.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        environment.put("heapMiB", Long.toString(Runtime.getRuntime().maxMemory() >> 20));
        environment.put("jvm", property("java.vm.name") + " " + Runtime.version());
        environment.put("timeZone", ZoneId.systemDefault().getId());
        return environment;
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
