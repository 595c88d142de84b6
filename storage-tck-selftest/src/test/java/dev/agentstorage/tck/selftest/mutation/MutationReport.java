package dev.agentstorage.tck.selftest.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What PIT found.
 *
 * @param detected number of mutants that a test detected
 * @param survivors the others, each with the line where it is now
 * @param classes the classes that were mutated, without their package
 */
record MutationReport(int detected, SortedMap<Survivor, Integer> survivors, Set<String> classes) {
    private static final String PACKAGE = "dev.agentstorage.inmemory.";

    /** One mutant of the report. */
    private record Mutant(Survivor name, int line, boolean detected) {}

    /** Reads the {@code mutations.xml} of a run. */
    static MutationReport read(Path file) throws IOException {
        List<Mutant> mutants = mutants(elements(file));
        SortedMap<Survivor, Integer> survivors = new TreeMap<>();
        mutants.stream()
                .filter(mutant -> !mutant.detected())
                .forEach(mutant -> survivors.put(mutant.name(), mutant.line()));
        Set<String> classes =
                mutants.stream().map(mutant -> mutant.name().mutatedClass()).collect(Collectors.toSet());
        return new MutationReport(mutants.size() - survivors.size(), survivors, classes);
    }

    int mutants() {
        return detected + survivors.size();
    }

    private static List<Element> elements(Path file) throws IOException {
        List<Element> elements = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            NodeList nodes = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getElementsByTagName("mutation");
            for (int i = 0; i < nodes.getLength(); i++) {
                elements.add((Element) nodes.item(i));
            }
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("not a report of PIT: " + file, e);
        }
        // the order of the source: the report's own order is by name
        elements.sort(Comparator.comparing((Element mutant) -> text(mutant, "mutatedClass"))
                .thenComparingInt(mutant -> Integer.parseInt(text(mutant, "lineNumber")))
                .thenComparing(mutant -> text(mutant, "mutatedMethod"))
                .thenComparingInt(mutant -> Integer.parseInt(text(mutant, "index"))));
        return elements;
    }

    private static List<Mutant> mutants(List<Element> elements) {
        Map<String, Integer> seen = new HashMap<>();
        List<Mutant> mutants = new ArrayList<>();
        for (Element mutant : elements) {
            String method = text(mutant, "mutatedClass").replace(PACKAGE, "") + "." + method(mutant);
            String change = change(mutant);
            int number = seen.merge(method + " " + change, 1, Integer::sum);
            mutants.add(new Mutant(
                    new Survivor(method, change, number),
                    Integer.parseInt(text(mutant, "lineNumber")),
                    Boolean.parseBoolean(mutant.getAttribute("detected"))));
        }
        return mutants;
    }

    /** Returns the method; for a lambda the one it is written in, since lambdas of a class are numbered. */
    private static String method(Element mutant) {
        return text(mutant, "mutatedMethod").replaceAll("^lambda\\$(.+)\\$[0-9]+$", "$1");
    }

    private static String change(Element mutant) {
        String mutator = text(mutant, "mutator");
        String description = text(mutant, "description").replaceAll(" for \\S+::\\S+$", "");
        return mutator.substring(mutator.lastIndexOf('.') + 1).replaceAll("(ReturnVals)?Mutator$", "") + ": "
                + description.replaceAll("[\\w$]+/", "");
    }

    private static String text(Element mutant, String name) {
        return mutant.getElementsByTagName(name).item(0).getTextContent();
    }
}
