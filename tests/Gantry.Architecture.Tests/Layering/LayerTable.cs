namespace Gantry.Architecture.Tests.Layering;

/// <summary>Which layers there are and what each may use; tells what breaks that.</summary>
internal sealed class LayerTable
{
    private readonly string _prefix;
    private readonly IReadOnlyList<Layer> _layers;

    /// <summary>Makes a table.</summary>
    /// <param name="prefix">Namespaces that must have a row begin with it; others (the BCL's) are everybody's.</param>
    /// <param name="layers">The rows.</param>
    public LayerTable(string prefix, params IReadOnlyList<Layer> layers)
    {
        _prefix = prefix;
        _layers = layers;
        var unknown = layers.SelectMany(layer => layer.MayUse).Except(layers.Select(layer => layer.Name)).ToList();
        if (unknown.Count > 0)
        {
            throw new ArgumentException($"No row is called {string.Join(", ", unknown)}.", nameof(layers));
        }
    }

    /// <summary>What is against the table, a sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Violations(IEnumerable<Dependency> dependencies) =>
        [.. dependencies.Select(Complaint).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Rows that lead in a circle back to themselves; empty when "may use" is an order.</summary>
    public IReadOnlyList<string> Circles() =>
        [.. _layers.Where(layer => Reachable(layer).Contains(layer.Name)).Select(layer => layer.Name)];

    private string? Complaint(Dependency dependency)
    {
        if (!IsCovered(dependency.UserNamespace))
        {
            return null;
        }

        if (Find(dependency.UserNamespace) is not { } user)
        {
            return $"{dependency.UserNamespace} has no row in the layering table.";
        }

        return Find(dependency.UsedNamespace) is not { } used || used == user || user.MayUse.Contains(used.Name)
            ? null
            : $"{dependency.User} uses {dependency.Used}: {user.Name} may not use {used.Name}.";
    }

    private bool IsCovered(string ns) => ns == _prefix || ns.StartsWith(_prefix + ".", StringComparison.Ordinal);

    private Layer? Find(string ns) =>
        _layers.Where(layer => layer.Match(ns) > 0).MaxBy(layer => layer.Match(ns));

    private HashSet<string> Reachable(Layer from)
    {
        var reached = new HashSet<string>();
        var pending = new Stack<string>(from.MayUse);
        while (pending.TryPop(out var name))
        {
            if (reached.Add(name))
            {
                foreach (var next in _layers.Single(layer => layer.Name == name).MayUse)
                {
                    pending.Push(next);
                }
            }
        }

        return reached;
    }
}
