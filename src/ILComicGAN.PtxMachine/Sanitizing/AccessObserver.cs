using System.Numerics;
using ILComicGAN.PtxMachine.Counting;
using ILComicGAN.PtxMachine.Execution;
using ILComicGAN.PtxMachine.Memory;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;
using ILComicGAN.PtxMachine.Translation;

namespace ILComicGAN.PtxMachine.Sanitizing;

/// <summary>Checks and counts what the warps of one thread of the host do.</summary>
internal sealed unsafe class AccessObserver(
    KernelProgram program, GlobalMemory memory, Findings? findings, LaunchCounts? counts, uint launch, int sharedBytes, int localBytes)
{
    private readonly SharedShadow _shared = new(Math.Max(sharedBytes, 4), program.HasNarrowAccesses);
    private readonly uint[] _turns = new uint[64];
    private byte[] _local = [];
    private Allocation? _last;

    /// <summary>A group begins with a number of warps.</summary>
    public void StartGroup(int warps)
    {
        _shared.Start();
        int needed = warps * 32 * localBytes;
        if (findings is not null)
        {
            if (_local.Length < needed)
            {
                _local = new byte[needed];
            }
            else
            {
                Array.Clear(_local, 0, needed);
            }
        }
    }

    /// <summary>All warps of the group have passed a barrier.</summary>
    public void PassBarrier() => _shared.NextPhase();

    /// <summary>Finds the host's addresses of an access.</summary>
    /// <param name="frame">The warp's registers.</param>
    /// <param name="mask">Lanes that want to.</param>
    /// <param name="context">The warp.</param>
    /// <param name="access">What they want.</param>
    /// <param name="addresses">Filled for the lanes of the result.</param>
    /// <param name="refused">Lanes that must not.</param>
    /// <returns>Lanes that may.</returns>
    public uint Observe(byte* frame, uint mask, WarpContext context, MemoryAccess access, long* addresses, out uint refused)
    {
        MemoryFunctions.Raw(frame, access, addresses);
        counts?.Count(access, mask, addresses);
        refused = 0;
        // Neighbors often read the same word, which needs one look only.
        bool looksOnce = findings is not null && access is { Space: StateSpace.Shared or StateSpace.Global, Writes: false };
        long before = -1, beforeHost = 0;
        for (uint left = mask; left != 0; left &= left - 1)
        {
            int lane = BitOperations.TrailingZeroCount(left);
            if (looksOnce && addresses[lane] == before)
            {
                addresses[lane] = beforeHost;
                continue;
            }

            before = addresses[lane];
            (StateSpace space, long address) = MemoryFunctions.SpaceOf(access.Space, addresses[lane]);
            (long toHost, long start, long bytes) = MemoryFunctions.Place(context, space, lane);
            bool inside = bytes >= access.Bytes && (ulong)(address - start) <= (ulong)(bytes - access.Bytes);
            if (findings is null)
            {
                if (!inside)
                {
                    throw new MachineFaultException($"{program.Name}, {MemoryFunctions.Where(access)}: address 0x{address:x} is outside of memory");
                }
            }
            else if (!Check(frame, context, access, space, address, lane, inside, addresses))
            {
                refused |= 1u << lane;
                before = -1;
                continue;
            }

            addresses[lane] = beforeHost = address + toHost;
        }

        return mask & ~refused;
    }

    /// <summary>Registers that are read before they are written.</summary>
    public static void CheckRegister(byte* frame, uint mask, WarpContext context, int validity, int register, int line)
    {
        uint missing = mask & ~*(uint*)(frame + validity);
        if (missing == 0)
        {
            return;
        }

        AccessObserver observer = context.Observer!;
        Instruction? at = observer.Program.Instructions.FirstOrDefault(i => i.Statement.Line == line);
        string name = register < SpecialRegisters.Names.Length
            ? SpecialRegisters.Names[register]
            : observer.Program.Kernel.Registers[register - SpecialRegisters.Names.Length].Name;
        observer.Report(FindingKind.UninitializedRegister, at!, context, BitOperations.TrailingZeroCount(missing), 0, $"{name} is read but was never written");
    }

    /// <summary>Shuffles and votes with lanes that are not there.</summary>
    public void ObserveWarp(byte* frame, uint mask, WarpContext context, WarpOperation operation)
    {
        string mode = operation.Instruction.Mode;
        if (mode == "warpsync")
        {
            _turns[context.Warp]++;
        }

        if (findings is null)
        {
            return;
        }

        int first = BitOperations.TrailingZeroCount(mask);
        if (mode is "up" or "down" or "bfly" or "idx")
        {
            CheckMembers(operation, (uint)operation.Sources[3].Read(frame, first), mask, context, first);
            for (uint left = mask; left != 0; left &= left - 1)
            {
                int lane = BitOperations.TrailingZeroCount(left);
                (int source, bool inRange) = WarpFunctions.SourceOf(
                    mode, lane, (int)operation.Sources[1].Read(frame, lane), (int)operation.Sources[2].Read(frame, lane));
                if (inRange && (mask >> source & 1) == 0)
                {
                    Report(FindingKind.InactiveLane, operation.Instruction, context, lane, 0, $"lane {lane} takes from lane {source}, which does not take part");
                    break;
                }
            }
        }
        else if (mode.StartsWith("vote", StringComparison.Ordinal) || mode.StartsWith("match", StringComparison.Ordinal))
        {
            CheckMembers(operation, (uint)operation.Sources[1].Read(frame, first), mask, context, first);
        }
        else if (mode == "warpsync")
        {
            CheckMembers(operation, (uint)operation.Sources[0].Read(frame, first), mask, context, first);
        }
        else if (operation.Matrix is not null && mask != uint.MaxValue)
        {
            Report(FindingKind.InactiveLane, operation.Instruction, context, first, 0, $"mma runs with the lanes {mask:x8} only");
        }
    }

    public void Report(FindingKind kind, Instruction at, WarpContext context, int lane, long address, string details) =>
        findings?.Add(kind, at.Statement.Line, () => new Finding(
            kind, program.Name, at.Statement.Line, at.Statement.Text, at.Statement.Source, context.Group, (32 * context.Warp) + lane, address, details));

    private KernelProgram Program => program;

    /// <summary>The lanes named must all be here, except those that have left the kernel; the others must be named.</summary>
    private void CheckMembers(WarpOperation operation, uint members, uint mask, WarpContext context, int lane)
    {
        uint missing = members & context.Live & ~mask;
        uint strangers = mask & ~members;
        if (missing != 0 || strangers != 0)
        {
            Report(FindingKind.InactiveLane, operation.Instruction, context, lane, 0, missing != 0
                ? $"the mask names lane {BitOperations.TrailingZeroCount(missing)}, which is elsewhere"
                : $"lane {BitOperations.TrailingZeroCount(strangers)} runs it but the mask does not name it");
        }
    }

    private bool Check(byte* frame, WarpContext context, MemoryAccess access, StateSpace space, long address, int lane, bool inside, long* addresses)
    {
        Allocation? allocation = null;
        if (space is StateSpace.Global or StateSpace.Constant)
        {
            allocation = _last is { } last && address >= last.Address && address < last.Address + last.Bytes ? last : _last = memory.Find(address);
            inside = allocation is not null && address + access.Bytes <= allocation.Address + allocation.Bytes;
        }

        if (!inside)
        {
            Report(FindingKind.OutOfBounds, access.Instruction, context, lane, address, Describe(access, space, address, allocation));
            return false;
        }

        if ((address & (access.Bytes - 1)) != 0)
        {
            Report(
                FindingKind.Misaligned, access.Instruction, context, lane, address,
                $"{access.Bytes} bytes at {space.ToString().ToLowerInvariant()} address 0x{address:x}, which is no multiple of {access.Bytes}{In(allocation, address)}");
            return false;
        }

        return space switch
        {
            StateSpace.Global => CheckGlobal(context, access, allocation!, address, lane),
            StateSpace.Shared => CheckShared(frame, context, access, (int)address, lane, addresses),
            StateSpace.Local => CheckLocal(context, access, (int)address, lane),
            _ => true,
        };
    }

    private bool CheckGlobal(WarpContext context, MemoryAccess access, Allocation allocation, long address, int lane)
    {
        GlobalShadow shadow = allocation.Shadowed;
        long offset = address - allocation.Address;
        if ((!access.Writes || access.IsAtomic) && !shadow.IsInitialized(offset, access.Bytes))
        {
            Report(
                FindingKind.UninitializedMemory, access.Instruction, context, lane, address,
                $"{access.Bytes} bytes at global address 0x{address:x}{In(allocation, address)} were never written");
        }

        bool races = access.Writes
            ? shadow.Write(offset, access.Bytes, launch, (uint)context.Group, access.IsAtomic, program.HasNarrowAccesses, out uint other)
            : shadow.Read(offset, access.Bytes, launch, (uint)context.Group, program.HasNarrowAccesses, out other);
        if (races)
        {
            Report(
                FindingKind.GlobalRace, access.Instruction, context, lane, address,
                $"global address 0x{address:x}{In(allocation, address)} is {(access.Writes ? "written" : "read")} here and {(access.Writes ? "touched" : "written")} by group {other} in the same launch");
        }

        return true;
    }

    /// <summary>A thread has waited for one of its copies.</summary>
    public void CompleteCopy(WarpContext context, int lane, long target, int bytes)
    {
        if (findings is not null)
        {
            _shared.CompleteCopy((int)(target - (long)context.Shared), bytes, (32 * context.Warp) + lane, _turns[context.Warp]);
        }
    }

    private bool CheckShared(byte* frame, WarpContext context, MemoryAccess access, int address, int lane, long* addresses)
    {
        int copier = _shared.CopierOf(address, access.Bytes);
        if (copier >= 0)
        {
            Report(
                FindingKind.SharedRace, access.Instruction, context, lane, address,
                $"shared address 0x{address:x} is {(access.Writes ? "written" : "read")} here while an asynchronous copy of thread {copier} into it has not been waited for");
            return true;
        }

        if ((!access.Writes || access.IsAtomic) && !_shared.IsInitialized(address, access.Bytes))
        {
            Report(
                FindingKind.UninitializedMemory, access.Instruction, context, lane, address,
                $"{access.Bytes} bytes at shared address 0x{address:x} were never written by this group");
        }

        int thread = (32 * context.Warp) + lane;
        uint turn = _turns[context.Warp];
        bool races = access.IsAsynchronous ? _shared.StartCopy(address, access.Bytes, thread, turn, out int other)
            : access.Writes ? _shared.Write(address, access.Bytes, thread, turn, access.IsAtomic, out other)
            : _shared.Read(address, access.Bytes, thread, turn, out other);
        if (races && !StoresTheSame(frame, context, access, address, lane, other, addresses))
        {
            Report(
                FindingKind.SharedRace, access.Instruction, context, lane, address,
                $"shared address 0x{address:x} is {(access.Writes ? "written" : "read")} here and {(access.Writes ? "touched" : "written")} by thread {other} with no barrier between");
        }

        return true;
    }

    /// <summary>Two lanes that store one value to one place in the same instruction do no harm.</summary>
    private static bool StoresTheSame(
        byte* frame, WarpContext context, MemoryAccess access, int address, int lane, int other, long* addresses)
    {
        int otherLane = other & 31;
        if (!access.Writes || access.IsAtomic || other >> 5 != context.Warp || otherLane >= lane
            || addresses[otherLane] != (long)context.Shared + address)
        {
            return false;
        }

        foreach (OperandPlace value in access.Values)
        {
            if (value.Read(frame, lane) != value.Read(frame, otherLane))
            {
                return false;
            }
        }

        return true;
    }

    private bool CheckLocal(WarpContext context, MemoryAccess access, int address, int lane)
    {
        int at = ((((32 * context.Warp) + lane) * localBytes) + address);
        Span<byte> known = _local.AsSpan(at, access.Bytes);
        if (access.Writes)
        {
            known.Fill(1);
        }
        else if (known.Contains((byte)0))
        {
            Report(
                FindingKind.UninitializedMemory, access.Instruction, context, lane, address,
                $"{access.Bytes} bytes at local address 0x{address:x} were never written by this thread");
        }

        return true;
    }

    private string Describe(MemoryAccess access, StateSpace space, long address, Allocation? begins)
    {
        string what = $"{access.Bytes} bytes at {space.ToString().ToLowerInvariant()} address 0x{address:x}";
        if (space is not (StateSpace.Global or StateSpace.Constant))
        {
            return $"{what}, of which there are {(space == StateSpace.Shared ? sharedBytes : localBytes)} bytes";
        }

        Allocation? near = begins ?? memory.Allocations.MinBy(a => address < a.Address ? a.Address - address : address - (a.Address + a.Bytes));
        return near is null ? $"{what}: nothing is allocated"
            : address < near.Address ? $"{what}, {near.Address - address} bytes before {near.Name}"
            : $"{what}, {address + access.Bytes - (near.Address + near.Bytes)} bytes beyond the end of {near.Name} ({near.Bytes} bytes)";
    }

    private static string In(Allocation? allocation, long address) =>
        allocation is null ? "" : $" (byte {address - allocation.Address} of {allocation.Name})";
}
