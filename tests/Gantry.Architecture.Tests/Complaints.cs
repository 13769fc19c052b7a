namespace Gantry.Architecture.Tests;

/// <summary>Asserts on lists of complaints so that a failure shows all of them.</summary>
internal static class Complaints
{
    /// <summary>Fails with every complaint on a line of its own.</summary>
    public static void AssertNone(IEnumerable<string> complaints)
    {
        var list = complaints.ToList();
        if (list.Count > 0)
        {
            Assert.Fail(string.Join('\n', list));
        }
    }
}
