package dev.coatcheck.benchmarks;

/**
 * What became of many threads' requests to one session, each of which has changed three attributes.
 *
 * @param who whose sessions
 * @param requests how many there were
 * @param lostOwn attributes that one request alone has written, and which are not there
 * @param lostOfThread writes to attributes that one thread alone changes, request after request, which its next one did
 *     not find
 * @param lostIncrements how many are missing in a count that all share
 * @param failed requests that threw an exception; what they wrote counts as lost
 */
public record WritesRow(
        String who, int requests, int threads, int lostOwn, int lostOfThread, int lostIncrements, int failed) {
    public static final String COATCHECK = "Coatcheck";
    public static final String COATCHECK_UPDATE = "Coatcheck, the count by Session.update";
}
