using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Programs;

/// <summary>Basic blocks of a kernel and where diverged lanes meet.</summary>
internal static class ControlFlow
{
    /// <summary>Longer blocks are cut, since the JIT compiles many small methods faster than one large one.</summary>
    private const int LongestBlock = 192;

    public static BasicBlock[] Build(PtxKernel kernel, IReadOnlyList<Instruction> instructions)
    {
        HashSet<int> starts = [.. kernel.Labels.Values];
        for (int i = 0; i < instructions.Count; i++)
        {
            if (EndsBlock(instructions[i]))
            {
                starts.Add(i + 1);
            }
        }

        List<BasicBlock> blocks = [];
        int[] blockAt = new int[instructions.Count + 1];
        for (int i = 0; i < instructions.Count; i++)
        {
            if (blocks.Count == 0 || starts.Contains(i) || blocks[^1].Body.Count == LongestBlock)
            {
                blocks.Add(new BasicBlock { Index = blocks.Count });
            }

            blockAt[i] = blocks.Count - 1;
            if (EndsBlock(instructions[i]))
            {
                blocks[^1].Last = instructions[i];
            }
            else
            {
                blocks[^1].Body.Add(instructions[i]);
            }
        }

        // Labels at the very end, and code that runs out of the body: both leave the kernel.
        blockAt[instructions.Count] = BasicBlock.End;
        foreach (BasicBlock block in blocks)
        {
            block.Next = block.Index + 1 < blocks.Count ? block.Index + 1 : BasicBlock.End;
            if (block.Last is { Kind: InstructionKind.Branch } branch)
            {
                block.Target = Place(branch.Statement, branch.Statement.Operands[0].Label);
            }
            else if (block.Last is { Kind: InstructionKind.IndexedBranch } indexed)
            {
                block.Targets = [.. kernel.BranchTargets[indexed.Statement.Operands[1].Label].Select(label => Place(indexed.Statement, label))];
            }
        }

        FindMeetings(blocks);
        return [.. blocks];

        int Place(Statement s, string label) => kernel.Labels.TryGetValue(label, out int at)
            ? blockAt[at]
            : throw s.Unsupported($"there is no label '{label}'");
    }

    private static bool EndsBlock(Instruction i) =>
        i.Kind is InstructionKind.Branch or InstructionKind.IndexedBranch or InstructionKind.Exit or InstructionKind.Barrier;

    /// <summary>Cooper, Harvey and Kennedy's iteration, on the reversed graph from the end.</summary>
    private static void FindMeetings(List<BasicBlock> blocks)
    {
        int end = blocks.Count;
        List<int>[] predecessors = new List<int>[end + 1];
        for (int i = 0; i <= end; i++)
        {
            predecessors[i] = [];
        }

        foreach (BasicBlock block in blocks)
        {
            foreach (int successor in block.Successors)
            {
                predecessors[successor == BasicBlock.End ? end : successor].Add(block.Index);
            }
        }

        int[] order = new int[end + 1];
        Array.Fill(order, -1);
        List<int> reversed = [];
        Stack<(int Node, int Child)> stack = new([(end, 0)]);
        HashSet<int> seen = [end];
        while (stack.TryPop(out (int Node, int Child) top))
        {
            if (top.Child < predecessors[top.Node].Count)
            {
                stack.Push((top.Node, top.Child + 1));
                int child = predecessors[top.Node][top.Child];
                if (seen.Add(child))
                {
                    stack.Push((child, 0));
                }
            }
            else
            {
                order[top.Node] = reversed.Count;
                reversed.Add(top.Node);
            }
        }

        int[] meeting = new int[end + 1];
        Array.Fill(meeting, -1);
        meeting[end] = end;
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = reversed.Count - 2; i >= 0; i--)
            {
                int node = reversed[i];
                int common = -1;
                foreach (int successor in blocks[node].Successors.Select(s => s == BasicBlock.End ? end : s))
                {
                    if (meeting[successor] >= 0)
                    {
                        common = common < 0 ? successor : Common(successor, common);
                    }
                }

                if (common >= 0 && meeting[node] != common)
                {
                    meeting[node] = common;
                    changed = true;
                }
            }
        }

        foreach (BasicBlock block in blocks)
        {
            int at = meeting[block.Index];
            block.Meeting = at < 0 || at == end ? BasicBlock.End : at;
        }

        int Common(int a, int b)
        {
            while (a != b)
            {
                while (order[a] < order[b])
                {
                    a = meeting[a];
                }

                while (order[b] < order[a])
                {
                    b = meeting[b];
                }
            }

            return a;
        }
    }
}
