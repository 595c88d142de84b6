import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Judges a finished build: every test passed, none was skipped, and each conformance report says what is expected. Names the slowest tests,
 * and counts all of them on the last line.
 */
final class Summary {
    private static final Path ROOT = Path.of("");
    private static final Path EXPECTED = Path.of("build-tools", "expected-verdicts.properties");

    /** The argument of a build without the suites that are tagged as slow, and the mark of the reports that they write. */
    private static final String WITHOUT_SLOW = "-DexcludedGroups=slow";

    private static final String SLOW = " slow";

    private static final int SLOWEST = 10;

    private final List<String> problems = new ArrayList<>();
    private final TreeSet<String> seeds = new TreeSet<>();
    private final List<Timed> times = new ArrayList<>();
    private int passed;
    private int failed;
    private int skipped;

    public static void main(String[] args) throws Exception {
        Summary summary = new Summary();
        summary.countTests();
        summary.judgeVerdicts(List.of(args).contains(WITHOUT_SLOW));
        summary.printSlowest();
        summary.seeds.forEach(seed -> System.out.println("Test order: replay with -Dtest.seed=" + seed));
        summary.problems.forEach(problem -> System.out.println("PROBLEM: " + problem));
        System.out.printf("%d passed, %d failed, %d skipped%n", summary.passed, summary.failed, summary.skipped);
        System.exit(summary.problems.isEmpty() ? 0 : 1);
    }

    private void countTests() throws Exception {
        for (Path module : find("glob:{*,examples/*}/pom.xml", 3)) {
            String name = module.getParent().toString();
            List<Path> reports = find("glob:" + name + "/target/surefire-reports/TEST-*.xml", 5);
            if (reports.isEmpty()
                    && !find("glob:" + name + "/src/test/java/**Test.java", 32).isEmpty()) {
                problems.add(name + " has tests but no test report");
            }
            for (Path report : reports) {
                count(report);
            }
        }
        if (passed + failed == 0) {
            problems.add("no test ran");
        }
    }

    private void count(Path report) throws Exception {
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getDocumentElement();
        NodeList cases = suite.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            String name = test.getAttribute("classname") + "." + test.getAttribute("name");
            // with the digits grouped: 1,234.5
            times.add(
                    new Timed(name, Double.parseDouble(test.getAttribute("time").replace(",", ""))));
            if (has(test, "failure") || has(test, "error")) {
                failed++;
                problems.add("failed: " + name);
            } else if (has(test, "skipped")) {
                skipped++;
                problems.add("skipped: " + name);
            } else {
                passed++;
            }
        }
        NodeList properties = suite.getElementsByTagName("property");
        for (int i = 0; i < properties.getLength(); i++) {
            Element property = (Element) properties.item(i);
            if (property.getAttribute("name").equals("test.seed")) {
                seeds.add(property.getAttribute("value"));
            }
        }
    }

    private void printSlowest() {
        System.out.println("Slowest tests:");
        times.stream()
                .sorted(Comparator.comparingDouble(Timed::seconds).reversed())
                .limit(SLOWEST)
                .forEach(test -> System.out.printf(Locale.ROOT, "%8.1f s  %s%n", test.seconds(), test.name()));
    }

    private static boolean has(Element test, String tag) {
        return test.getElementsByTagName(tag).getLength() > 0;
    }

    private void judgeVerdicts(boolean withoutSlow) throws IOException {
        Properties expected = new Properties();
        try (Reader reader = Files.newBufferedReader(EXPECTED)) {
            expected.load(reader);
        }
        for (String report : new TreeSet<>(expected.stringPropertyNames())) {
            boolean leftOut = withoutSlow && expected.getProperty(report).endsWith(SLOW);
            if (!leftOut && !Files.exists(Path.of(report))) {
                problems.add("missing report " + report);
            }
        }
        for (Path report : find("glob:{*,examples/*}/target/tck/*.json", 5)) {
            String path = report.toString().replace('\\', '/');
            String json = Files.readString(report);
            String verdict = find(json, "\"verdict\"\\s*:\\s*\"([^\"]*)\"");
            String counts = find(json, "\"summary\"\\s*:\\s*\\{([^}]*)\\}").replaceAll("[\\s\"]+", "");
            System.out.println(
                    "TCK " + find(json, "\"provider\"\\s*:\\s*\"([^\"]*)\"") + ": " + verdict + " (" + counts + ")");
            String wanted = expected.getProperty(path, "no report").replace(SLOW, "");
            if (!verdict.equals(wanted)) {
                problems.add(path + " says " + verdict + ", expected is " + wanted);
            }
            if (!Files.exists(Path.of(path.replaceAll("\\.json$", ".md")))) {
                problems.add(path + " has no .md file");
            }
        }
    }

    private static String find(String text, String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        return matcher.find() ? matcher.group(1) : "?";
    }

    private static List<Path> find(String glob, int depth) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher(glob);
        try (Stream<Path> paths = Files.walk(ROOT, depth)) {
            return paths.filter(matcher::matches).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Timed(String name, double seconds) {}
}
