package dev.agentstorage.tck.model;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds and calls public methods and constructors by name and arguments. Thread-safe. */
final class Members {
    private static final Map<Key, Method> METHODS = new ConcurrentHashMap<>();

    private record Key(Class<?> type, String name, List<Class<?>> arguments) {}

    private Members() {}

    /** Calls a method, static if there is no receiver; rethrows its exceptions. */
    static Object invoke(Class<?> type, @Nullable Object receiver, String name, Object... arguments) {
        List<Class<?>> classes =
                Arrays.stream(arguments).<Class<?>>map(Object::getClass).toList();
        Method method = METHODS.computeIfAbsent(new Key(type, name, classes), Members::find);
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw sneaky(e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("not accessible: " + method, e);
        }
    }

    /** Calls a constructor; rethrows its exceptions. */
    static Object construct(Class<?> type, Object... arguments) {
        List<Class<?>> classes =
                Arrays.stream(arguments).<Class<?>>map(Object::getClass).toList();
        Constructor<?> constructor = Arrays.stream(type.getConstructors())
                .filter(candidate -> accepts(candidate, classes))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no constructor of " + type + " takes " + classes));
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw sneaky(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not accessible: " + constructor, e);
        }
    }

    /** Calls an instance method of the value without arguments, or a static method with the value as argument. */
    static Object apply(Class<?> type, String name, Object value) {
        boolean isStatic = Arrays.stream(type.getMethods())
                .anyMatch(method -> method.getName().equals(name)
                        && Modifier.isStatic(method.getModifiers())
                        && accepts(method, List.of(value.getClass())));
        return isStatic ? invoke(type, null, name, value) : invoke(value.getClass(), value, name);
    }

    private static Method find(Key key) {
        List<Method> found = publicTypes(key.type())
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> method.getName().equals(key.name()))
                .filter(method -> Modifier.isPublic(method.getDeclaringClass().getModifiers()))
                .filter(method -> accepts(method, key.arguments()))
                .toList();
        return found.stream()
                .filter(method -> found.stream().allMatch(other -> isAtLeastAsSpecific(method, other)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no method for " + key + " among " + found));
    }

    /** Returns the public classes and interfaces of a type; lists and streams have hidden classes. */
    private static Stream<Class<?>> publicTypes(Class<?> type) {
        Set<Class<?>> types = new LinkedHashSet<>();
        List<Class<?>> waiting = new ArrayList<>(List.of(type));
        while (!waiting.isEmpty()) {
            Class<?> next = waiting.remove(0);
            boolean open = next.getModule().isExported(next.getPackageName(), Members.class.getModule());
            if (Modifier.isPublic(next.getModifiers()) && open) {
                types.add(next);
            }
            if (next.getSuperclass() != null) {
                waiting.add(next.getSuperclass());
            }
            waiting.addAll(Arrays.asList(next.getInterfaces()));
        }
        return types.stream();
    }

    private static boolean accepts(Executable member, List<Class<?>> arguments) {
        Class<?>[] parameters = member.getParameterTypes();
        if (parameters.length != arguments.size()) {
            return false;
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!isAccepted(parameters[i], arguments.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAccepted(Class<?> parameter, Class<?> argument) {
        if (!parameter.isPrimitive()) {
            return parameter.isAssignableFrom(argument);
        }
        return (parameter == boolean.class && argument == Boolean.class)
                || (parameter == int.class && argument == Integer.class)
                || (parameter == long.class && (argument == Long.class || argument == Integer.class))
                || (parameter == double.class && argument == Double.class);
    }

    private static boolean isAtLeastAsSpecific(Method method, Method other) {
        Class<?>[] own = method.getParameterTypes();
        Class<?>[] others = other.getParameterTypes();
        for (int i = 0; i < own.length; i++) {
            if (!others[i].isAssignableFrom(own[i])) {
                return false;
            }
        }
        return true;
    }

    private static RuntimeException sneaky(InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException cause) {
            return cause;
        }
        if (e.getCause() instanceof Error cause) {
            throw cause;
        }
        return new IllegalStateException(e.getCause());
    }
}
