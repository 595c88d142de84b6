package dev.agentstorage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentstorage.value.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the documents show is there: code, commands, links, the table of contents of the contract, and the arrows between modules. */
class DocumentsTest {
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```(\\w*)\n(.*?)^ *```$");
    private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,6}) (.+)$");
    private static final Pattern COMMAND = Pattern.compile("(?<![\\w./$])((?:\\./|bin/|clients/)[\\w./-]*\\w)");
    private static final Pattern INLINE = Pattern.compile("`((?:\\./|bin/)[^`]+)`");
    private static final Pattern BENCH = Pattern.compile("\\./bench ([\\w-]+)");
    private static final Pattern OPTION = Pattern.compile("(?<=\\s)--([a-z][a-z-]+)");
    private static final Pattern OTHERS = Pattern.compile("\\$\\(aws [^)]*\\)");
    private static final Pattern TEST = Pattern.compile("-Dtest='?([\\w,]+)'?(?=\\s|$)");
    private static final Pattern PROPERTY = Pattern.compile("-D([a-z]+\\.[\\w.]+)");
    private static final Pattern OURS = Pattern.compile(
            "<groupId>dev\\.agentstorage</groupId>\\s*<artifactId>([\\w-]+)</artifactId>(?:\\s*<version>([^<]+)</version>)?");
    private static final Pattern SNAPSHOT = Pattern.compile("(\\d+\\.\\d+\\.\\d+-SNAPSHOT)");
    private static final Pattern ARROW = Pattern.compile("(?m)^ +([\\w-]+)(?: (-->|-\\.->) ([\\w-]+))?$");

    private static final List<Path> FILES = Repository.trackedFiles();
    private static final String CODE = code();

    static List<Path> documents() {
        return FILES.stream()
                .filter(path -> path.toString().endsWith(".md"))
                .filter(path -> path.startsWith("docs") || path.getNameCount() == 1)
                .toList();
    }

    /** A release changes the version in the documents, too. */
    @ParameterizedTest
    @MethodSource("documents")
    void snapshotsAreOfThisVersion(Path document) {
        assertThat(names(SNAPSHOT, Repository.text(document)))
                .allSatisfy(version -> assertThat(Repository.text(Path.of("bom", "pom.xml")))
                        .contains("<version>" + version + "</version>"));
    }

    /** An excerpt may close what the code closes further below. */
    @ParameterizedTest
    @MethodSource("documents")
    void javaIsCompiledCode(Path document) {
        assertThat(blocks(document, "java"))
                .allMatch(block -> CODE.contains(withoutSpaces(block).replaceAll("}+$", "")));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commandsAndTheirOptionsAreThere(Path document) {
        String sources = sources();
        String bench = Repository.text(Path.of("bench"));
        List<String> shown = new ArrayList<>(blocks(document, "sh"));
        shown.addAll(names(INLINE, FENCE.matcher(Repository.text(document)).replaceAll("")));
        for (String block : shown) {
            assertThat(names(COMMAND, block))
                    .allSatisfy(command ->
                            assertThat(Repository.ROOT.resolve(command)).isExecutable());
            assertThat(names(OPTION, OTHERS.matcher(block).replaceAll("")))
                    .allSatisfy(option -> assertThat(sources).contains("\"--" + option + "\""));
            assertThat(names(PROPERTY, block))
                    .allSatisfy(property ->
                            assertThat(sources).contains(property.startsWith("surefire.") ? "surefire" : property));
            assertThat(names(BENCH, block)).allMatch(benchmark -> bench.contains("\n  " + benchmark + ") main="));
            for (String tests : names(TEST, block)) {
                assertThat(tests.split(","))
                        .allSatisfy(test -> assertThat(FILES).anyMatch(file -> file.endsWith(test + ".java")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void dependenciesArePublishedInTheVersionThatIsBuilt(Path document) {
        String bom = Repository.text(Path.of("bom", "pom.xml"));
        for (String block : blocks(document, "xml")) {
            for (MatchResult ours : OURS.matcher(block).results().toList()) {
                assertThat(bom).contains("<artifactId>" + ours.group(1) + "</artifactId>");
                if (ours.group(2) != null) {
                    assertThat(bom).contains("<version>" + ours.group(2) + "</version>");
                }
            }
        }
    }

    @Test
    void thePolicyAllowsToConnectAndNothingElse() {
        Json policy = Json.parse(blocks(Path.of("README.md"), "json").get(0));
        assertThat(policy.path("Statement").path(0).path("Action").string()).contains("dsql:DbConnectAdmin");
        assertThat(policy.get("Statement").orElseThrow().elements()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(Path document) {
        String text = FENCE.matcher(Repository.text(document)).replaceAll("");
        for (String link : names(LINK, text)) {
            if (link.matches("[a-z]+:.*")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path folder = Repository.ROOT.resolve(document).getParent();
            Path target = parts[0].isEmpty()
                    ? Repository.ROOT.resolve(document)
                    : folder.resolve(parts[0]).normalize();
            assertThat(target).as("%s in %s", link, document).exists();
            if (parts.length == 2) {
                assertThat(anchors(Repository.ROOT.relativize(target)))
                        .as("%s in %s", link, document)
                        .contains(parts[1]);
            }
        }
    }

    @Test
    void theContractHasAContentOfAllItsHeadings() {
        Path contract = Path.of("docs", "CONTRACT.md");
        String text = Repository.text(contract);
        List<String> anchors = anchors(contract);
        List<String> expected = new ArrayList<>();
        List<MatchResult> headings = HEADING.matcher(text).results().toList();
        for (int i = 0; i < headings.size(); i++) {
            int level = headings.get(i).group(1).length();
            if (level == 2 || level == 3) {
                expected.add("  ".repeat(level - 2) + "* [" + headings.get(i).group(2) + "](#" + anchors.get(i) + ")");
            }
        }
        String contents = text.substring(
                text.indexOf("<!-- contents: begin -->\n") + "<!-- contents: begin -->\n".length(),
                text.indexOf("\n<!-- contents: end -->"));
        assertThat(contents.lines()).containsExactlyElementsOf(expected);
    }

    /** The picture of the README has the arrows of the poms between the modules that it shows, and no other one. */
    @Test
    void thePictureOfTheModulesIsTheOneOfThePoms() throws Exception {
        String picture = blocks(Path.of("README.md"), "mermaid").get(0);
        Set<String> shown = new TreeSet<>();
        Set<String> arrows = new TreeSet<>();
        for (MatchResult line : ARROW.matcher(picture).results().toList()) {
            shown.add(line.group(1));
            if (line.group(2) != null) {
                shown.add(line.group(3));
                arrows.add(line.group(1) + " " + line.group(2) + " " + line.group(3));
            }
        }
        Set<String> libraries = new TreeSet<>(Repository.MODULES);
        libraries.removeIf(module -> module.startsWith("examples") || module.equals("benchmarks"));
        assertThat(shown).isEqualTo(libraries);
        Set<String> expected = new TreeSet<>();
        for (String module : shown) {
            expected.addAll(arrowsOf(module));
        }
        expected.removeIf(arrow -> !shown.contains(arrow.substring(arrow.lastIndexOf(' ') + 1)));
        assertThat(arrows).isEqualTo(expected);
    }

    private static Set<String> arrowsOf(String module) throws Exception {
        Element pom = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Repository.ROOT.resolve(module).resolve("pom.xml").toFile())
                .getDocumentElement();
        Set<String> arrows = new HashSet<>();
        NodeList dependencies = pom.getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            if (child(dependency, "groupId").equals("dev.agentstorage")
                    && child(dependency, "scope").isEmpty()) {
                String arrow = child(dependency, "optional").equals("true") ? " -.-> " : " --> ";
                arrows.add(module + arrow + child(dependency, "artifactId"));
            }
        }
        return arrows;
    }

    private static String child(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private static List<String> blocks(Path document, String language) {
        return FENCE.matcher(Repository.text(document))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** The anchors of a document's headings, in their order, as GitHub makes them. */
    private static List<String> anchors(Path document) {
        Map<String, Integer> seen = new HashMap<>();
        return HEADING.matcher(FENCE.matcher(Repository.text(document)).replaceAll(""))
                .results()
                .map(heading -> heading.group(2)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .map(anchor -> {
                    int times = seen.merge(anchor, 1, Integer::sum);
                    return times == 1 ? anchor : anchor + "-" + (times - 1);
                })
                .toList();
    }

    /** All Java code under version control, without spaces. */
    private static String code() {
        return files(".java").map(DocumentsTest::withoutSpaces).collect(Collectors.joining("\n"));
    }

    /** Where options and properties are declared or read. */
    private static String sources() {
        return Stream.of(".java", "pom.xml").flatMap(DocumentsTest::files).collect(Collectors.joining("\n"));
    }

    private static Stream<String> files(String end) {
        return FILES.stream().filter(path -> path.toString().endsWith(end)).map(Repository::text);
    }

    private static String withoutSpaces(String text) {
        return text.replaceAll("\\s+", "");
    }
}
