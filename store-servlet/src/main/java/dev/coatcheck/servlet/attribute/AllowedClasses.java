package dev.coatcheck.servlet.attribute;

import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Which classes an attribute may be made of that is stored by Java's serialisation: what data in the store can bring to
 * life is no more than this. The platform's values and collections, what Spring itself keeps in sessions, and what the
 * application has named. Immutable.
 */
public final class AllowedClasses implements ObjectInputFilter {
    private static final long LONGEST_ARRAY = 64 << 20;
    private static final long ELEMENTS_PER_BYTE = 16;
    private static final long ELEMENTS_IN_ANY_CASE = 100_000;

    /** No class that calls, loads, connects or compares by what the data names: collections use their elements' own. */
    private static final List<String> OF_THE_PLATFORM = List.of(
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Character",
            "java.lang.Class",
            "java.lang.Double",
            "java.lang.Enum",
            "java.lang.Float",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Number",
            "java.lang.Object",
            "java.lang.Record",
            "java.lang.Short",
            "java.lang.String",
            "java.lang.String$CaseInsensitiveComparator",
            "java.lang.StackTraceElement",
            "java.lang.Throwable",
            "java.math.BigDecimal",
            "java.math.BigInteger",
            "java.math.MathContext",
            "java.math.RoundingMode",
            "java.net.URI",
            "java.net.URL",
            "java.time.*",
            "java.time.chrono.*",
            "java.time.temporal.*",
            "java.time.zone.*",
            "java.util.ArrayDeque",
            "java.util.ArrayList",
            "java.util.Arrays$ArrayList",
            "java.util.BitSet",
            "java.util.CollSer",
            "java.util.Collections$*",
            "java.util.Currency",
            "java.util.Date",
            "java.util.EnumMap",
            "java.util.EnumSet",
            "java.util.EnumSet$SerializationProxy",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Hashtable",
            "java.util.IdentityHashMap",
            "java.util.ImmutableCollections$*",
            "java.util.JumboEnumSet",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.LinkedList",
            "java.util.Locale",
            "java.util.Map$Entry",
            "java.util.Properties",
            "java.util.RegularEnumSet",
            "java.util.SimpleTimeZone",
            "java.util.Stack",
            "java.util.TimeZone",
            "java.util.TreeMap",
            "java.util.TreeSet",
            "java.util.UUID",
            "java.util.Vector",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentHashMap$Segment",
            "java.util.concurrent.ConcurrentLinkedDeque",
            "java.util.concurrent.ConcurrentLinkedQueue",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.CopyOnWriteArraySet",
            "java.util.concurrent.TimeUnit",
            "java.util.concurrent.atomic.AtomicBoolean",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong",
            "java.util.concurrent.atomic.AtomicReference",
            "java.util.concurrent.locks.AbstractOwnableSynchronizer",
            "java.util.concurrent.locks.AbstractQueuedSynchronizer",
            "java.util.concurrent.locks.ReentrantLock",
            "java.util.concurrent.locks.ReentrantLock$*",
            "sun.util.calendar.ZoneInfo",
            "jakarta.servlet.http.Cookie",
            // of @Pattern and @Email, in the errors of a form
            "jakarta.validation.constraints.Pattern$Flag");

    /**
     * Of the framework's other packages some have classes that can be misused: a bean's destruction callback calls the
     * method that the data names, and is for the application to allow.
     */
    private static final List<String> OF_SPRING = List.of(
            "org.springframework.security.**",
            "org.springframework.context.support.DefaultMessageSourceResolvable",
            "org.springframework.http.HttpMethod",
            "org.springframework.util.LinkedCaseInsensitiveMap",
            "org.springframework.util.LinkedCaseInsensitiveMap$*",
            "org.springframework.util.LinkedMultiValueMap",
            "org.springframework.util.MultiValueMapAdapter",
            "org.springframework.util.UnmodifiableMultiValueMap",
            // a form's errors, which a redirect brings to the form's page: what they work with is not stored
            "org.springframework.validation.AbstractBindingResult",
            "org.springframework.validation.AbstractErrors",
            "org.springframework.validation.AbstractPropertyBindingResult",
            "org.springframework.validation.BeanPropertyBindingResult",
            "org.springframework.validation.DefaultBindingErrorProcessor$BindingFieldError",
            "org.springframework.validation.DefaultMessageCodesResolver",
            "org.springframework.validation.DefaultMessageCodesResolver$Format",
            "org.springframework.validation.DirectFieldBindingResult",
            "org.springframework.validation.FieldError",
            "org.springframework.validation.MapBindingResult",
            "org.springframework.validation.ObjectError",
            "org.springframework.validation.SimpleErrors",
            "org.springframework.validation.beanvalidation.SpringValidatorAdapter$*",
            "org.springframework.web.servlet.FlashMap",
            "org.springframework.web.util.HttpSessionMutexListener$Mutex");

    /** What a login has failed with is an attribute of Spring's, whatever was behind it. */
    private static final Pattern FAILURES = Pattern.compile("(java|org\\.springframework)\\.[\\w.$]*(Exception|Error)");

    private static final Pattern DIMENSIONS = Pattern.compile("^\\[+");

    private final Set<String> classes = new HashSet<>();
    private final Set<String> packages = new HashSet<>();
    private final List<String> prefixes = new ArrayList<>();

    /**
     * The platform's, Spring's, and some more.
     *
     * @param more names of classes; with {@code .*} at their end, packages, and with {@code .**} all packages below
     *     them too
     */
    public AllowedClasses(List<String> more) {
        OF_THE_PLATFORM.forEach(this::add);
        OF_SPRING.forEach(this::add);
        more.forEach(this::add);
    }

    private void add(String pattern) {
        if (pattern.endsWith("**") || pattern.endsWith("$*")) {
            prefixes.add(pattern.replace("*", ""));
        } else if (pattern.endsWith(".*")) {
            packages.add(pattern.substring(0, pattern.length() - 2));
        } else {
            classes.add(pattern);
        }
    }

    /** What to say of a class that is not. */
    static String refusal(String name) {
        return "its class is not among those that sessions may have; coatcheck.http-session.allow can name it: " + name;
    }

    boolean isAllowed(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.isPrimitive() || isAllowed(element.getName());
    }

    /** Whether a class that was not loaded yet is allowed, by its name as streams have it. */
    boolean isAllowedInStream(String name) {
        String element = DIMENSIONS.matcher(name).replaceFirst("");
        if (element.length() == name.length()) {
            return isAllowed(name);
        }
        boolean isOfObjects = element.startsWith("L") && element.endsWith(";");
        return isOfObjects ? isAllowed(element.substring(1, element.length() - 1)) : element.length() == 1;
    }

    private boolean isAllowed(String name) {
        int dot = name.lastIndexOf('.');
        return classes.contains(name)
                || (dot > 0 && packages.contains(name.substring(0, dot)))
                || prefixes.stream().anyMatch(name::startsWith)
                || FAILURES.matcher(name).matches();
    }

    /** The same for one stream: arrays and collections cannot claim to be far longer than their bytes can fill. */
    ObjectInputFilter inStreamOf(int bytes) {
        AtomicLong left = new AtomicLong(ELEMENTS_PER_BYTE * bytes + ELEMENTS_IN_ANY_CASE);
        return info ->
                info.arrayLength() > 0 && left.addAndGet(-info.arrayLength()) < 0 ? Status.REJECTED : checkInput(info);
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (info.arrayLength() > LONGEST_ARRAY) {
            return Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        return type == null || isAllowed(type) ? Status.ALLOWED : Status.REJECTED;
    }
}
