using System.Collections.Concurrent;

namespace ILComicGAN.PtxMachine.Sanitizing;

/// <summary>The findings of a launch: the first of each kind and instruction.</summary>
internal sealed class Findings(int most)
{
    private readonly ConcurrentDictionary<(FindingKind, int), Finding> _first = new();

    public bool Any => !_first.IsEmpty;

    /// <summary>Whether there are enough to give up.</summary>
    public bool Full => _first.Count >= most;

    public IReadOnlyList<Finding> All => [.. _first.Values.OrderBy(finding => finding.Line).ThenBy(finding => finding.Kind)];

    public void Add(FindingKind kind, int line, Func<Finding> make)
    {
        if (!_first.ContainsKey((kind, line)))
        {
            _first.TryAdd((kind, line), make());
        }
    }
}
