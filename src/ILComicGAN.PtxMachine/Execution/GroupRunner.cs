using System.Numerics;
using System.Runtime.InteropServices;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Sanitizing;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Execution;

/// <summary>Runs groups, one at a time, on one thread of the host: their warps in turn, each until it must wait.</summary>
internal sealed unsafe class GroupRunner : IDisposable
{
    /// <summary>
    /// Instructions that a warp runs before another one gets its turn, so that warps may wait for each other's stores, and a launch
    /// that is stopped ends within a second.
    /// </summary>
    private const int Turn = 1 << 18;

    private readonly KernelProgram _program;
    private readonly Launch _launch;
    private readonly WarpContext _context;
    private readonly AccessObserver? _observer;
    private readonly LaunchCounts? _counts;
    private readonly Findings? _findings;
    private readonly Warp[] _warps;
    private readonly byte* _memory;
    private readonly byte* _shared;

    public GroupRunner(KernelProgram program, Launch launch, GlobalMemory memory, Findings? findings, LaunchCounts? counts)
    {
        (_program, _launch, _findings, _counts) = (program, launch, findings, counts);
        int threads = (int)launch.Group.Count;
        int warps = (threads + 31) / 32;
        int shared = launch.SharedBytes;
        int local = (program.Kernel.LocalBytes + 15) / 16 * 16;
        nuint frame = (nuint)program.Layout.Bytes;
        nuint bytes = ((nuint)warps * (frame + (32 * (nuint)local))) + (nuint)((shared + 63) / 64 * 64) + 64;
        _memory = (byte*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(_memory, bytes);
        _shared = _memory + ((nuint)warps * (frame + (32 * (nuint)local)));
        _warps = new Warp[warps];
        for (int w = 0; w < warps; w++)
        {
            _warps[w] = new Warp
            {
                Index = w,
                Frame = _memory + ((nuint)w * frame),
                Local = _memory + ((nuint)warps * frame) + ((nuint)w * 32 * (nuint)local),
            };
            PrepareSpecials(_warps[w], threads);
        }

        _observer = findings is null && counts is null
            ? null
            : new AccessObserver(program, memory, findings, counts, launch.Number, shared, local);
        _context = new WarpContext
        {
            Program = program,
            GlobalStart = memory.Start,
            GlobalBytes = memory.Bytes,
            Parameters = launch.Parameters,
            ParameterBytes = launch.ParameterBytes,
            Shared = _shared,
            SharedBytes = shared,
            LocalBytes = local,
            Observer = _observer,
        };
    }

    public void Run(long group)
    {
        _context.Group = group;
        _observer?.StartGroup(_warps.Length);
        (int x, int y, int z) = _launch.Grid.At(group);
        int threads = (int)_launch.Group.Count;
        foreach (Warp warp in _warps)
        {
            Fill(warp, "%ctaid.x", x);
            Fill(warp, "%ctaid.y", y);
            Fill(warp, "%ctaid.z", z);
            new Span<byte>(warp.Frame + _program.Layout.ValidityOffset, _program.Layout.ValidityBytes).Clear();
            int lanes = Math.Min(32, threads - (32 * warp.Index));
            warp.Start(lanes == 32 ? uint.MaxValue : (1u << lanes) - 1);
        }

        while (true)
        {
            bool ran = false, all = true;
            foreach (Warp warp in _warps)
            {
                if (warp.State == WarpState.Running)
                {
                    Run(warp);
                    ran = true;
                    if (warp.State == WarpState.Running)
                    {
                        _launch.Limit.Check(_program, warp, _findings is { Any: true });
                    }
                }

                all &= warp.State == WarpState.Done;
            }

            if (all || _findings is { Full: true })
            {
                return;
            }

            if (!Array.Exists(_warps, warp => warp.State == WarpState.Running))
            {
                PassBarrier();
            }
            else if (!ran)
            {
                return;
            }
        }
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);

    private void Run(Warp warp)
    {
        _context.Warp = warp.Index;
        _context.Local = warp.Local;
        _context.Copies = warp.Copies;
        byte* frame = warp.Frame;
        for (long end = warp.Instructions + Turn; warp.Instructions < end;)
        {
            int index = warp.Block;
            uint lanes = warp.Lanes;
            BasicBlock block = _program.Blocks[index];
            warp.Instructions += block.Body.Count + 1;
            _context.Live = warp.Live;
            uint taken = _program.Code(index, lanes == uint.MaxValue)(frame, lanes, _context);
            if (_counts is not null)
            {
                _counts.Executions[index]++;
                _counts.Lanes[index] += BitOperations.PopCount(lanes);
            }

            switch (block.Last?.Kind)
            {
                case null:
                    warp.GoTo(block.Next);
                    break;
                case InstructionKind.Branch:
                    Branch(warp, block, lanes, taken);
                    break;
                case InstructionKind.IndexedBranch:
                    BranchIndexed(warp, block, lanes);
                    break;
                case InstructionKind.Exit:
                    warp.Leave(taken, block.Next);
                    break;
                default:
                    Wait(warp, block, lanes);
                    break;
            }

            if (warp.State != WarpState.Running)
            {
                return;
            }
        }
    }

    private void Branch(Warp warp, BasicBlock block, uint lanes, uint taken)
    {
        if (taken != 0 && taken != lanes)
        {
            if (_counts is not null)
            {
                _counts.Parted[block.Index]++;
            }

            if (block.Last!.Mode == "uni")
            {
                _observer?.Report(
                    FindingKind.DivergentUniformBranch, block.Last, _context, BitOperations.TrailingZeroCount(taken), 0,
                    $"lanes {taken:x8} of {lanes:x8} take a branch that is marked .uni");
            }
        }

        warp.Part(block.Target, taken, block.Next, block.Meeting);
    }

    private void BranchIndexed(Warp warp, BasicBlock block, uint lanes)
    {
        OperandPlace place = _program.PlaceOf(block.Last!.Sources[0], PtxType.U32);
        int first = BitOperations.TrailingZeroCount(lanes);
        long index = place.Read(warp.Frame, first);
        if (index < 0 || index >= block.Targets.Length)
        {
            throw new MachineFaultException($"{_program.Name}, PTX line {block.Last.Statement.Line}: branch index {index} is outside of its table of {block.Targets.Length}");
        }

        uint same = 0;
        for (uint left = lanes; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            same |= place.Read(warp.Frame, lane) == index ? 1u << lane : 0;
        }

        // The others come to this branch again, without these lanes.
        warp.Part(block.Targets[index], same, block.Index, block.Meeting);
    }

    private void Wait(Warp warp, BasicBlock block, uint lanes)
    {
        if (lanes != warp.Live)
        {
            string message = $"lanes {lanes:x8} of {warp.Live:x8} wait at a barrier that the others have not reached";
            if (_findings is null)
            {
                throw new MachineFaultException($"{_program.Name}, PTX line {block.Last!.Statement.Line}: {message}");
            }

            _observer!.Report(FindingKind.DivergentBarrier, block.Last!, _context, BitOperations.TrailingZeroCount(lanes), 0, message);
            // The group cannot go on in a way that means anything.
            throw new SanitizerException(_findings.All);
        }

        warp.State = WarpState.AtBarrier;
        warp.Waiting = block.Last;
    }

    private void PassBarrier()
    {
        Instruction? common = null;
        long sum = 0;
        foreach (Warp warp in _warps)
        {
            if (warp.State != WarpState.AtBarrier)
            {
                continue;
            }

            Instruction barrier = warp.Waiting!;
            common ??= barrier;
            if (NumberOf(barrier) != NumberOf(common) || barrier.Mode != common.Mode)
            {
                throw new MachineFaultException(
                    $"{_program.Name}: warps wait at different barriers (PTX lines {common.Statement.Line} and {barrier.Statement.Line}) for ever");
            }

            if (barrier.Mode != "sync")
            {
                uint set = _program.PlaceOf(barrier.Sources[0], PtxType.Pred).ReadPredicate(warp.Frame) & warp.Live;
                sum += barrier.Mode switch
                {
                    "popc" => BitOperations.PopCount(set),
                    "and" => set == warp.Live ? 0 : 1,
                    _ => set != 0 ? 1 : 0,
                };
            }
        }

        foreach (Warp warp in _warps)
        {
            if (warp.State == WarpState.AtBarrier)
            {
                GiveResult(warp, sum);
                warp.State = WarpState.Running;
                warp.GoTo(_program.Blocks[warp.Block].Next);
            }
        }

        _observer?.PassBarrier();
    }

    private void GiveResult(Warp warp, long sum)
    {
        Instruction barrier = warp.Waiting!;
        if (barrier.Mode == "sync")
        {
            return;
        }

        OperandPlace result = _program.PlaceOf(barrier.Results[0], barrier.Type);
        if (barrier.Type == PtxType.Pred)
        {
            bool set = barrier.Mode == "and" ? sum == 0 : sum != 0;
            uint* target = (uint*)(warp.Frame + result.Offset);
            *target = set ? *target | warp.Lanes : *target & ~warp.Lanes;
            return;
        }

        for (uint left = warp.Lanes; left != 0; left &= left - 1)
        {
            result.Write(warp.Frame, BitOperations.TrailingZeroCount(left), sum);
        }
    }

    private static long NumberOf(Instruction barrier) => barrier.Statement.Operands[barrier.Mode == "sync" ? 0 : 1].Bits;

    private void PrepareSpecials(Warp warp, int threads)
    {
        for (int lane = 0; lane < 32; lane++)
        {
            (int x, int y, int z) = _launch.Group.At((32 * warp.Index) + lane);
            Set("%tid.x", x);
            Set("%tid.y", y);
            Set("%tid.z", z);
            Set("%laneid", lane);
            Set("%lanemask_eq", 1 << lane);
            Set("%lanemask_lt", (int)((1u << lane) - 1));
            Set("%lanemask_le", (int)(uint.MaxValue >> (31 - lane)));
            Set("%lanemask_ge", (int)(uint.MaxValue << lane));
            Set("%lanemask_gt", (int)(uint.MaxValue << lane << 1));

            void Set(string name, int value) => ((int*)(warp.Frame + (SpecialRegisters.Find(name) * FrameLayout.NarrowBytes)))[lane] = value;
        }

        Fill(warp, "%ntid.x", _launch.Group.X);
        Fill(warp, "%ntid.y", _launch.Group.Y);
        Fill(warp, "%ntid.z", _launch.Group.Z);
        Fill(warp, "%nctaid.x", _launch.Grid.X);
        Fill(warp, "%nctaid.y", _launch.Grid.Y);
        Fill(warp, "%nctaid.z", _launch.Grid.Z);
        Fill(warp, "%warpid", warp.Index);
        Fill(warp, "%nwarpid", (threads + 31) / 32);
        Fill(warp, "%dynamic_smem_size", _launch.DynamicSharedBytes);
        Fill(warp, "%total_smem_size", _launch.SharedBytes);
        Fill(warp, "WARP_SZ", 32);
    }

    private static void Fill(Warp warp, string name, int value) =>
        new Span<int>(warp.Frame + (SpecialRegisters.Find(name) * FrameLayout.NarrowBytes), 32).Fill(value);
}
