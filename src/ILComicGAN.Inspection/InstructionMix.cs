using System.Text.RegularExpressions;

namespace ILComicGAN.Inspection;

/// <summary>
/// The instructions of a loop by kind. Loops are the backward branches of the listing; the hot one is the one with most
/// multiply-adds, else the longest.
/// </summary>
/// <param name="Counts">By opcode, with its width where it moves 64 or 128 bits.</param>
public sealed partial record InstructionMix(IReadOnlyDictionary<string, int> Counts)
{
    /// <summary>All instructions of the loop; 0 where there is none.</summary>
    public int Total => Counts.Values.Sum();

    /// <summary>FFMA, or HMMA for tensor cores.</summary>
    public int MultiplyAdds => Counts.GetValueOrDefault("FFMA") + Counts.GetValueOrDefault("HMMA");

    /// <summary>Reads the listing of <c>nvdisasm -c</c>.</summary>
    public static InstructionMix OfHottestLoop(string sass)
    {
        List<string> instructions = [];
        Dictionary<string, int> labels = [];
        List<(int At, string Label)> branches = [];
        foreach (string line in sass.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith(".L_", StringComparison.Ordinal) && line.EndsWith(':'))
            {
                labels[line[..^1]] = instructions.Count;
            }
            else if (InstructionPattern().Match(line) is { Success: true } match)
            {
                if (BranchPattern().Match(line) is { Success: true } branch)
                {
                    branches.Add((instructions.Count, branch.Groups[1].Value));
                }

                instructions.Add(KindOf(match.Groups[1].Value));
            }
        }

        InstructionMix best = new(new Dictionary<string, int>());
        foreach ((int at, string label) in branches)
        {
            if (labels.TryGetValue(label, out int first) && first <= at)
            {
                InstructionMix loop = new(instructions.GetRange(first, at - first + 1).CountBy(kind => kind).ToDictionary());
                if ((loop.MultiplyAdds, loop.Total).CompareTo((best.MultiplyAdds, best.Total)) > 0)
                {
                    best = loop;
                }
            }
        }

        // A branch to itself fills the end of every kernel.
        return best.Total > 1 ? best : new(new Dictionary<string, int>());
    }

    private static string KindOf(string opcode)
    {
        string[] parts = opcode.Split('.');
        string width = parts.FirstOrDefault(part => part is "64" or "128", "");
        return width.Length > 0 ? $"{parts[0]}.{width}" : parts[0];
    }

    [GeneratedRegex(@"^/\*[0-9a-f]+\*/\s+(?:@!?U?P\w+\s+)?([A-Z][A-Z0-9_.]*)")]
    private static partial Regex InstructionPattern();

    [GeneratedRegex(@"BRA.*`\(([^)]*)\)")]
    private static partial Regex BranchPattern();
}
