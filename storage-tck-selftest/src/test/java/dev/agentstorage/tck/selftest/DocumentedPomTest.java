package dev.agentstorage.tck.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The pom in the guide for backend authors is a file of this module, and has the versions that this project is built with. */
class DocumentedPomTest {
    private static final Path GUIDE = Repository.ROOT.resolve("docs").resolve("WRITING-A-BACKEND.md");
    private static final Path POM = Path.of("src", "test", "resources", "example", "pom.xml");
    private static final Pattern BLOCK = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);

    private final Document pom = parse(POM);
    private final Document parent = parse(Repository.ROOT.resolve("pom.xml"));
    private final Document bom = parse(Repository.ROOT.resolve("bom").resolve("pom.xml"));

    @Test
    void theGuideShowsTheFile() {
        List<String> blocks = BLOCK.matcher(Repository.text(GUIDE))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(blocks).containsExactly(Repository.text(POM));
    }

    @Test
    void everyVersionIsThatOfThisProject() {
        String own = text(elements(bom, "parent").get(0), "version");
        Map<String, String> plugins = new TreeMap<>();
        elements(parent, "plugin")
                .forEach(plugin -> plugins.merge(
                        text(plugin, "artifactId"),
                        text(plugin, "version"),
                        (first, next) -> first.isEmpty() ? next : first));

        assertThat(version("bom")).isEqualTo(own);
        assertThat(version("junit-bom"))
                .isEqualTo(elements(parent, "junit.version").get(0).getTextContent());
        assertThat(elements(pom, "plugin"))
                .hasSize(2)
                .allSatisfy(plugin -> assertThat(text(plugin, "version"))
                        .isNotEmpty()
                        .isEqualTo(plugins.get(text(plugin, "artifactId"))));
    }

    @Test
    void whatItDependsOnIsPublished() {
        List<String> published = elements(bom, "dependency").stream()
                .map(dependency -> text(dependency, "artifactId"))
                .toList();
        List<Element> ours = elements(pom, "dependency").stream()
                .filter(dependency -> text(dependency, "groupId").equals("dev.agentstorage"))
                .filter(dependency -> !text(dependency, "artifactId").equals("bom"))
                .toList();

        assertThat(ours)
                .extracting(dependency -> text(dependency, "artifactId") + " " + text(dependency, "scope"))
                .containsExactly("storage-api ", "storage-tck test");
        assertThat(ours).allSatisfy(dependency -> {
            assertThat(text(dependency, "version")).isEmpty();
            assertThat(published).contains(text(dependency, "artifactId"));
        });
    }

    private String version(String artifactId) {
        return elements(pom, "dependency").stream()
                .filter(dependency -> text(dependency, "artifactId").equals(artifactId))
                .map(dependency -> text(dependency, "version"))
                .findFirst()
                .orElse("");
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(found::item)
                .map(Element.class::cast)
                .toList();
    }

    /** The text of a child element, or the empty text. */
    private static String text(Element parent, String name) {
        NodeList children = parent.getChildNodes();
        return IntStream.range(0, children.getLength())
                .mapToObj(children::item)
                .filter(child -> child.getNodeName().equals(name))
                .map(Node::getTextContent)
                .findFirst()
                .orElse("");
    }

    private static Document parse(Path file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(file + " is no XML", e);
        }
    }
}
