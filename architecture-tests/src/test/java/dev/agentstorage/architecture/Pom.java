package dev.agentstorage.architecture;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The POM of a module, as it is written. Not thread-safe. */
final class Pom {
    private static final String OF_MAIN_CLASSES =
            "/project/dependencies/dependency[groupId='dev.agentstorage'][not(scope) or scope='compile' or scope='provided']";

    private static final String BROUGHT_ALONG =
            "/project/dependencies/dependency[groupId='dev.agentstorage'][not(scope) or scope='compile'][not(optional='true')]";

    private static final String LIMITS = "/project/build/plugins/plugin[artifactId='maven-enforcer-plugin']"
            + "/executions/execution[id='arrows'][goals/goal='enforce']/configuration/rules/bannedDependencies/excludes/exclude";

    private final Document document;

    private Pom(Document document) {
        this.document = document;
    }

    static Pom of(String module) {
        try {
            return new Pom(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Repository.ROOT.resolve(module).resolve("pom.xml").toFile()));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The modules of the project that the POM declares for main classes. */
    Set<String> declaredModules() {
        return modules(OF_MAIN_CLASSES);
    }

    /** The modules of the project that main classes are compiled with: those that are declared, and what these bring along. */
    Set<String> modulesOfMainClasses() {
        Set<String> modules = declaredModules();
        Deque<String> open = new ArrayDeque<>(modules);
        while (!open.isEmpty()) {
            for (String module : of(open.remove()).modules(BROUGHT_ALONG)) {
                if (modules.add(module)) {
                    open.add(module);
                }
            }
        }
        return modules;
    }

    private Set<String> modules(String expression) {
        Set<String> modules = new TreeSet<>();
        NodeList dependencies = find(expression);
        for (int i = 0; i < dependencies.getLength(); i++) {
            modules.add(artifactId(dependencies.item(i)));
        }
        return modules;
    }

    /** Whether a rule bans dependencies, of the project or altogether. */
    boolean limitsDependencies() {
        return find(LIMITS).getLength() > 0;
    }

    private static String artifactId(Node dependency) {
        try {
            return xpath().evaluate("artifactId", dependency);
        } catch (XPathExpressionException e) {
            throw new IllegalStateException(e);
        }
    }

    private NodeList find(String expression) {
        try {
            return (NodeList) xpath().evaluate(expression, document, XPathConstants.NODESET);
        } catch (XPathExpressionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static XPath xpath() {
        return XPathFactory.newInstance().newXPath();
    }
}
